using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Compliance.Gateway.Settings;
using Compliance.Protect.Schemas;

namespace Compliance.Gateway.Registry;

/// <summary>
/// Confluent's API of a schema registry, as far as it is needed here: a schema by its id or GUID, or the latest of a subject, with all that it
/// refers to. Follows no redirect; answers are bounded. Thread-safe.
/// </summary>
internal sealed class RegistryClient : IDisposable
{
    private const int MaxAnswerBytes = 8 << 20;
    private const int MaxReferences = 200;
    private const int MaxConnections = 8;
    private readonly HttpClient _http;
    private readonly RegistryPlan _plan;

    public RegistryClient(RegistryPlan plan, TimeSpan timeout)
    {
        _plan = plan;
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = timeout,
            MaxConnectionsPerServer = MaxConnections,
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = RegistryTrust.Options(plan),
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = plan.Url.AbsoluteUri.EndsWith('/') ? plan.Url : new Uri(plan.Url.AbsoluteUri + "/"),
            Timeout = timeout,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.schemaregistry.v1+json"));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (plan.User is { } user)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{plan.Password}")));
    }

    /// <summary>Null: the registry does not know it.</summary>
    /// <exception cref="RegistryException">It can't be told now.</exception>
    public Task<SchemaText?> FindAsync(SchemaId id, CancellationToken cancel) =>
        TellAsync(() => ReadAsync(id.Guid == Guid.Empty ? string.Create(CultureInfo.InvariantCulture, $"schemas/ids/{id.Number}") : $"schemas/guids/{id.Guid:D}", cancel), cancel);

    /// <summary>What was registered last under a subject; null: nothing is.</summary>
    /// <exception cref="RegistryException">It can't be told now.</exception>
    public Task<SchemaText?> LatestAsync(string subject, CancellationToken cancel) =>
        TellAsync(() => ReadAsync($"subjects/{Uri.EscapeDataString(subject)}/versions/latest", cancel), cancel);

    /// <summary>The names under which schemas are registered.</summary>
    /// <exception cref="RegistryException">It can't be told now.</exception>
    public Task<string[]> SubjectsAsync(CancellationToken cancel) => TellAsync(
        async () => await GetAsync("subjects", static json => JsonSerializer.Deserialize(json.Span, SubjectsJson.Default.StringArray), cancel).ConfigureAwait(false) ?? throw new JsonException(), cancel);

    public void Dispose() => _http.Dispose();

    private async Task<SchemaText?> ReadAsync(string path, CancellationToken cancel)
    {
        if (await GetAsync(path, RegistryAnswer.Parse, cancel).ConfigureAwait(false) is not { } found)
            return null;
        var references = ImmutableArray.CreateBuilder<SchemaText>();
        await AddReferencesAsync(found, [], references, cancel).ConfigureAwait(false);
        return new SchemaText("", found.Type, found.Schema, references.ToImmutable());
    }

    private async Task<T> TellAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            // Its own text may hold what the registry answered.
            throw new RegistryException(e is HttpRequestException http ? RegistryTrust.Why(_plan, http)
                : e is OperationCanceledException ? "it does not answer in time (limits.registryTimeout)" : "its answer is not Confluent's API; is the URL right?");
        }
    }

    /// <summary>Deepest first, each once.</summary>
    private async Task AddReferencesAsync(RegistryAnswer schema, HashSet<string> known, ImmutableArray<SchemaText>.Builder found, CancellationToken cancel)
    {
        foreach (var (name, subject, version) in schema.References)
        {
            if (!known.Add(name))
                continue;
            if (known.Count > MaxReferences)
                throw new RegistryException($"a schema refers to more than {MaxReferences} others");
            var path = string.Create(CultureInfo.InvariantCulture, $"subjects/{Uri.EscapeDataString(subject)}/versions/{version}");
            var referred = await GetAsync(path, RegistryAnswer.Parse, cancel).ConfigureAwait(false)
                ?? throw new RegistryException("a schema refers to one that it does not have");
            await AddReferencesAsync(referred, known, found, cancel).ConfigureAwait(false);
            found.Add(new SchemaText(name, referred.Type, referred.Schema, []));
        }
    }

    private async Task<T?> GetAsync<T>(string path, Func<ReadOnlyMemory<byte>, T?> parse, CancellationToken cancel)
        where T : class
    {
        using var answer = await _http.GetAsync(path, cancel).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new RegistryException($"it refuses the proxy's user ({(int)answer.StatusCode}); look at clusters.registry");
        if (!answer.IsSuccessStatusCode)
            throw new RegistryException($"it answers {(int)answer.StatusCode}");
        return parse(await answer.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
    }
}
