using System.Net.Http.Json;

namespace Compliance.Harness;

/// <summary>One link of a <see cref="ToxiproxyServer"/>: all that connects to <see cref="Listen"/> suffers what is laid on it.</summary>
public sealed class ToxicLink : IAsyncDisposable
{
    private readonly HttpClient _api;
    private readonly string _name;
    private readonly List<string> _toxics = [];

    internal ToxicLink(HttpClient api, string name, string listen) => (_api, _name, Listen) = (api, name, listen);

    /// <summary><c>host:port</c>.</summary>
    public string Listen { get; }

    /// <param name="type">latency, bandwidth, slow_close, timeout, reset_peer, slicer or limit_data.</param>
    /// <param name="stream">upstream: what the client sends; downstream: what it gets.</param>
    /// <param name="attributes">The type's own, as a JSON object.</param>
    public async Task AddAsync(string type, string stream, object attributes)
    {
        var name = $"{type}_{stream}";
        using var answer = await _api.PostAsJsonAsync($"proxies/{_name}/toxics", new { name, type, stream, toxicity = 1.0, attributes });
        answer.EnsureSuccessStatusCode();
        _toxics.Add(name);
    }

    /// <summary>Takes everything off. Bytes that were swallowed do not come back: cut the connections that lack them.</summary>
    public async Task HealAsync()
    {
        foreach (var toxic in _toxics)
        {
            using var answer = await _api.DeleteAsync(new Uri($"proxies/{_name}/toxics/{toxic}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }

        _toxics.Clear();
    }

    /// <summary>Cuts every connection and refuses new ones.</summary>
    public Task CutAsync() => EnableAsync(false);

    public Task MendAsync() => EnableAsync(true);

    public async ValueTask DisposeAsync()
    {
        using var answer = await _api.DeleteAsync(new Uri($"proxies/{_name}", UriKind.Relative));
    }

    private async Task EnableAsync(bool enabled)
    {
        using var answer = await _api.PostAsJsonAsync($"proxies/{_name}", new { enabled });
        answer.EnsureSuccessStatusCode();
    }
}
