using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Compliance.Harness;

/// <summary>
/// A real Vault for tests. <see cref="GetAsync"/> gives the one that all tests of a process share: at VAULT_URL, with its root token in
/// VAULT_ROOT_TOKEN (not VAULT_ADDR, which on a developer's machine is one that people work with), else out of the shared folder's
/// <c>vault/bin/start</c>, else in a container. <see cref="StartAsync"/> starts one of the test's own, to be sealed and stopped; only the shared folder
/// has such. A test that finds none is skipped, or fails in CI (<see cref="MissingPart"/>).
/// </summary>
public sealed class VaultServer : IAsyncDisposable
{
    public const string AddressVariable = "VAULT_URL";
    private const string TokenVariable = "VAULT_ROOT_TOKEN";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly Lazy<Task<VaultServer?>> OfProcess = new(FindAsync);
    private readonly HttpClient _http;
    private GuardedProcess? _process;

    private VaultServer(Uri url)
    {
        Url = url;
        _http = new HttpClient { BaseAddress = new Uri(url, "/v1/") };
        _http.DefaultRequestHeaders.Add("X-Vault-Token", RootToken);
    }

    public static string RootToken { get; } = Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : "root";

    public Uri Url { get; }

    /// <summary>The one that all tests of this process share: mount engines by names of your own (<see cref="MountTransitAsync"/>).</summary>
    public static async Task<VaultServer> GetAsync()
    {
        var server = await OfProcess.Value;
        if (server is null)
            MissingPart.Report("A Vault", $"Set {AddressVariable} and {TokenVariable}, or lay a folder with vault/bin/start at ../shared (or COMPLIANCE_SHARED), or run a Docker engine.");
        return server;
    }

    /// <summary>One of the test's own.</summary>
    public static async Task<VaultServer> StartAsync()
    {
        if (SharedFolder.File("vault", "bin", "start") is null)
            MissingPart.Report("A Vault of the test's own", "It needs ../shared/vault/bin/start (or COMPLIANCE_SHARED).");
        var server = new VaultServer(new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A transit engine at a name that no other test uses; gives that name.</summary>
    public async Task<string> MountTransitAsync()
    {
        var mount = $"transit-{Guid.NewGuid().ToString("N")[..8]}";
        await AskAsync(HttpMethod.Post, $"sys/mounts/{mount}", new JsonObject { ["type"] = "transit" });
        return mount;
    }

    /// <summary>A token that may do what <paramref name="rules"/> say, and nothing else; it has an end like any other.</summary>
    public async Task<string> TokenAsync(string rules)
    {
        var name = $"test-{Guid.NewGuid().ToString("N")[..8]}";
        await AskAsync(HttpMethod.Put, $"sys/policies/acl/{name}", new JsonObject { ["policy"] = rules });
        var made = await AskAsync(HttpMethod.Post, "auth/token/create", new JsonObject { ["policies"] = new JsonArray(name), ["no_default_policy"] = true, ["ttl"] = "1h" });
        return (string)made!["auth"]!["client_token"]!;
    }

    /// <summary>Asks it as its root does; a refusal is a fault of the test.</summary>
    public async Task<JsonNode?> AskAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text.Length > 0 ? JsonNode.Parse(text) : null : throw new InvalidOperationException($"Vault answers {(int)answer.StatusCode} to {method} {path}: {text}");
    }

    /// <summary>From now on it opens nothing.</summary>
    public Task SealAsync() => AskAsync(HttpMethod.Put, "sys/seal");

    public Task StopAsync() => (_process ?? throw NotOurs()).StopAsync();

    /// <summary>Starts it again at the same address, with the same root token, unsealed and empty.</summary>
    public async Task StartAgainAsync()
    {
        _process = GuardedProcess.Start(null, SharedFolder.File("vault", "bin", "start")!, [$"{Url.Port}", RootToken]);
        await _process.Shell.WaitForLineAsync(line => line.StartsWith("ready: ", StringComparison.Ordinal), StartPatience);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private static InvalidOperationException NotOurs() => new("A server found by its address is not the test's to start or stop: use VaultServer.StartAsync.");

    private static async Task<VaultServer?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address)
            return new VaultServer(new Uri(address));
        if (SharedFolder.File("vault", "bin", "start") is not null)
            return await StartAsync();
        return await VaultContainer.TryStartAsync(RootToken) is { } container ? new VaultServer(container) : null;
    }
}
