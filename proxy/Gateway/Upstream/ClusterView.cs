namespace Compliance.Gateway.Upstream;

/// <summary>What the proxy itself has learnt of a cluster. Written by its ScoutLoop; read from anywhere.</summary>
internal sealed class ClusterView(TimeSpan patience, TimeProvider time)
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile VersionTable? _versions;

    /// <summary>Whether a broker has ever answered.</summary>
    public bool IsSeen => _versions is not null;

    /// <summary>Whether the last attempt to ask it succeeded.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Waits for the first answer for as long as a connect may take; null: there was none.</summary>
    public async ValueTask<VersionTable?> VersionsAsync(CancellationToken cancel)
    {
        if (_versions is { } known)
            return known;
        try
        {
            await _first.Task.WaitAsync(patience, time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller's client is told by a closed connection, and comes again.
        }

        return _versions;
    }

    public void Seen(VersionTable versions)
    {
        _versions = versions;
        IsUp = true;
        _first.TrySetResult();
    }

    public void Unseen() => IsUp = false;
}
