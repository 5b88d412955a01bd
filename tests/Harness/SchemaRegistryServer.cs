using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compliance.Harness;

/// <summary>
/// A real schema registry with Confluent's API, out of the shared folder's <c>schema-registry/bin/start</c>; the test's own, all in memory, to be
/// stopped when a registry has to be away. A test that finds none is skipped, or fails in CI (<see cref="MissingPart"/>).
/// </summary>
public sealed class SchemaRegistryServer : IAsyncDisposable
{
    private const string Api = "apis/ccompat/v7/";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(240);
    private readonly HttpClient _http;
    private readonly GuardedProcess _process;

    private SchemaRegistryServer(GuardedProcess process, int port)
    {
        _process = process;
        Url = new Uri($"http://127.0.0.1:{port}/{Api}");
        // Now and then an answer gets lost; who times out asks again.
        _http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>Where Confluent's API is.</summary>
    public Uri Url { get; }

    public static async Task<SchemaRegistryServer> StartAsync()
    {
        var start = SharedFolder.File("schema-registry", "bin", "start");
        if (start is null || !Java.IsPresent)
            MissingPart.Report("A schema registry", "Lay a folder with schema-registry/bin/start at ../shared (or COMPLIANCE_SHARED); it needs Java 21 or later.");
        var port = FreePort.Next();
        var server = new SchemaRegistryServer(GuardedProcess.Start(null, start, [$"{port}"]), port);
        await Eventually.TrueAsync(server.AnswersAsync, StartPatience, "the schema registry to answer");
        return server;
    }

    /// <summary>Registers a schema and gives its id.</summary>
    /// <param name="subject">Under which name.</param>
    /// <param name="type">AVRO, PROTOBUF, JSON.</param>
    /// <param name="schema">Its text.</param>
    /// <param name="references">Names that it uses, each with the subject (in version 1) that is behind it.</param>
    public async Task<int> RegisterAsync(string subject, string type, string schema, params (string Name, string Subject)[] references)
    {
        var body = new JsonObject
        {
            ["schemaType"] = type,
            ["schema"] = schema,
            ["references"] = new JsonArray([.. references.Select(r => new JsonObject { ["name"] = r.Name, ["subject"] = r.Subject, ["version"] = 1 })]),
        };
        JsonElement answer = default;
        await Eventually.TrueAsync(async () =>
        {
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/vnd.schemaregistry.v1+json");
            try
            {
                using var response = await _http.PostAsync($"subjects/{subject}/versions", content);
                answer = await response.Content.ReadFromJsonAsync<JsonElement>();
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }, StartPatience, "the schema registry to take a schema");
        return answer.TryGetProperty("id", out var id) ? id.GetInt32() : throw new InvalidOperationException($"The registry refuses the schema: {answer}");
    }

    /// <summary>From now on it is away.</summary>
    public Task StopAsync() => _process.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("subjects");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
