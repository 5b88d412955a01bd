using Compliance.Functional.Proxies;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>Two proxies before the same cluster, and the bootstrap of clients that know both.</summary>
internal sealed record ProxyPair(ProxyProcess First, ProxyProcess Second) : IAsyncDisposable
{
    public string Bootstrap => $"{First.Bootstrap},{Second.Bootstrap}";

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
