using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Upstream;

/// <summary>What the proxy itself has learnt of a cluster. Written by its ScoutLoop; read from anywhere.</summary>
internal sealed class ClusterView(Func<TimeSpan> patience, TimeProvider time)
{
    private static readonly ApiRow ApiVersions = ApiTable.Find(18)!;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile VersionTable? _versions;
    private volatile bool _makesTopics = true;

    /// <summary>Whether a broker has ever answered.</summary>
    public bool IsSeen => _versions is not null;

    /// <summary>Whether the last attempt to ask it succeeded.</summary>
    public bool IsUp { get; private set; }

    /// <summary>
    /// The last version of ApiVersions itself that all brokers answer; the proxy's last before any has told. Some brokers answer a later
    /// one with less than Kafka's version 0, so that one is not sent to them.
    /// </summary>
    public short LastApiVersions => _versions is { } known && known.Ranges.TryGetValue(ApiVersions.Key, out var range) ? range.Max : ApiVersions.MaxVersion;

    /// <summary>Waits for the first answer for as long as a connect may take; null: there was none.</summary>
    public async ValueTask<VersionTable?> VersionsAsync(CancellationToken cancel)
    {
        if (_versions is { } known)
            return known;
        try
        {
            await _first.Task.WaitAsync(patience(), time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller's client is told by a closed connection, and comes again.
        }

        return _versions;
    }

    /// <summary>How many brokers it named then.</summary>
    public int Brokers { get; private set; }

    /// <summary>Whether a broker makes a topic that somebody asks for and that is not there; true where one does not say.</summary>
    public bool MakesTopics => _makesTopics;

    public void Seen(VersionTable versions, int brokers, bool makesTopics)
    {
        Brokers = brokers;
        _makesTopics = makesTopics;
        _versions = versions;
        IsUp = true;
        _first.TrySetResult();
    }

    public void Unseen() => IsUp = false;
}
