using Compliance.Gateway.Session;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// Asks one cluster what topic ids stand for, over a connection of its own that it keeps. Thread-safe: one question at a time; those
/// that come meanwhile wait, and find their answer known already more often than not. <paramref name="current"/>: how the cluster is
/// reached now. A cluster into which only clients can log in is not asked.
/// </summary>
internal sealed class TopicAsker(Func<BrokerConnector> current, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private OwnLink? _own;

    /// <summary>A <see cref="TopicLookup"/>.</summary>
    public async Task LookupAsync(IReadOnlyList<Guid> ids, Topics into, CancellationToken cancel)
    {
        if (current().Cluster.IsClosed)
            return;
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var missing = ids.Where(id => !into.TryName(id, out _)).ToList();
            if (missing.Count > 0 && !await AskAsync(missing, into, cancel).ConfigureAwait(false))
                await AskAsync(missing, into, cancel).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _own?.Link.Dispose();
        _turn.Dispose();
    }

    /// <summary>The cluster is reached in another way: the connection in hand is not used again.</summary>
    public void Renew() => Volatile.Read(ref _own)?.Link.Close();

    /// <summary>False: a connection that was open from before had gone, and a new one is worth a try.</summary>
    private async Task<bool> AskAsync(List<Guid> ids, Topics into, CancellationToken cancel)
    {
        var (wasOpen, connector) = (_own is not null, current());
        try
        {
            _own ??= (await connector.OpenOwnAsync(null, cancel).ConfigureAwait(false)).Link;
            await connector.GuardAsync(_own, async () =>
            {
                await MetadataRequest.LearnAsync(_own, ids, into).ConfigureAwait(false);
                return true;
            }, cancel).ConfigureAwait(false);
            return true;
        }
        catch (FaultException e)
        {
            _own?.Link.Dispose();
            _own = null;
            if (!wasOpen)
                log.ClusterUnseen(connector.Cluster.Name, e.Message);
            return !wasOpen;
        }
    }
}
