using System.Globalization;

namespace Compliance.AuditSink.Telemetry;

/// <summary>
/// How one side's intake is: written by its loop, read by the health pages from any thread. Also keeps that side's metrics of partitions,
/// of which there is none that is not ours.
/// </summary>
internal sealed class IntakeStatus(string side, SinkMetrics metrics, TimeProvider time)
{
    // Kafka itself takes a consumer for dead that was silent for that long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private long _turned = time.GetTimestamp();
    private volatile bool _isJoined;
    private volatile string? _fault;
    private volatile string? _failure;

    public SinkMetrics Metrics => metrics;

    /// <summary>What keeps this side from its work, which mends itself or is being mended.</summary>
    public IEnumerable<string> NotReady()
    {
        if ((_failure ?? _fault) is { } reason)
            yield return $"{side}: {reason}";
        else if (!_isJoined)
            yield return $"{side}: not in the consumer group yet.";
    }

    /// <summary>What only a new start mends.</summary>
    public IEnumerable<string> NotLive()
    {
        var silent = time.GetElapsedTime(Interlocked.Read(ref _turned));
        if (silent > Patience)
            yield return string.Create(CultureInfo.InvariantCulture, $"{side}: its loop has stood still for {silent.TotalMinutes:0} minutes.");
    }

    /// <summary>The loop is alive.</summary>
    public void Turn(bool isJoined)
    {
        Interlocked.Exchange(ref _turned, time.GetTimestamp());
        _isJoined = isJoined;
        if (isJoined)
            _failure = null;
    }

    /// <summary>The archive cannot be written, or, with null, can again.</summary>
    public void Fault(string? what) => _fault = what;

    /// <summary>Reading was stopped by a failure; all is well when the group is joined again.</summary>
    public void Failed()
    {
        _failure = "stopped reading, and tries again (the log says why).";
        metrics.IntakeFailures.WithLabels(side).Inc();
    }

    public void Has(int partitions) => metrics.Assigned.WithLabels(side).Set(partitions);

    public void Stands(int partition, long next) => metrics.Position.WithLabels(side, Name(partition)).Set(next);

    public void Reads(int partition, long next, long end)
    {
        metrics.Unread.WithLabels(side, Name(partition)).Set(Math.Max(0, end - next));
        metrics.Lag.WithLabels(side, Name(partition)).Set(Math.Max(0, end - metrics.Position.WithLabels(side, Name(partition)).Value));
    }

    public void GivesBack(int partition)
    {
        foreach (var gauge in new[] { metrics.Position, metrics.Lag, metrics.Unread })
            gauge.RemoveLabelled(side, Name(partition));
    }

    private static string Name(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
