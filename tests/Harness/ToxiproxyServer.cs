using System.Net.Http.Json;

namespace Compliance.Harness;

/// <summary>
/// Toxiproxy, which does to TCP connections what bad networks do. One for the whole test process: at <c>TOXIPROXY_URL</c>
/// (<c>http://host:port</c>), else out of the shared folder's <c>toxiproxy</c>. A test that finds none is skipped, or fails in CI
/// (<see cref="MissingPart"/>). Links are made by <see cref="LinkAsync"/> and hold until they are disposed of.
/// </summary>
public sealed class ToxiproxyServer
{
    public const string AddressVariable = "TOXIPROXY_URL";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly Lazy<Task<ToxiproxyServer?>> OfProcess = new(FindAsync);
    private readonly HttpClient _api;

    private ToxiproxyServer(HttpClient api) => _api = api;

    public static async Task<ToxiproxyServer> GetAsync()
    {
        var server = await OfProcess.Value;
        if (server is null)
            MissingPart.Report("Toxiproxy", $"Set {AddressVariable}, or lay a folder with toxiproxy/start at ../shared (or COMPLIANCE_SHARED).");
        return server;
    }

    /// <summary>Lets connections to <paramref name="listen"/> through to <paramref name="upstream"/>, both <c>host:port</c>.</summary>
    public async Task<ToxicLink> LinkAsync(string listen, string upstream)
    {
        var name = Guid.NewGuid().ToString("N")[..8];
        using var answer = await _api.PostAsJsonAsync("proxies", new { name, listen, upstream });
        answer.EnsureSuccessStatusCode();
        return new ToxicLink(_api, name, listen);
    }

    private static async Task<ToxiproxyServer?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address)
            return new ToxiproxyServer(new HttpClient { BaseAddress = new Uri(address) });
        if (SharedFolder.File("toxiproxy", "start") is not { } start)
            return null;
        var port = FreePort.Next();
        var folder = new TempFolder("toxiproxy");
        // The guard ends it with the test process.
        GuardedProcess.Start(folder.Path, start, [folder.Write("links.json", "[]")], new Dictionary<string, string?> { ["TOXIPROXY_API"] = $"127.0.0.1:{port}" });
        var api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.TrueAsync(() => AnswersAsync(api), StartPatience, "Toxiproxy to answer");
        return new ToxiproxyServer(api);
    }

    private static async Task<bool> AnswersAsync(HttpClient api)
    {
        try
        {
            await api.GetStringAsync("version");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
