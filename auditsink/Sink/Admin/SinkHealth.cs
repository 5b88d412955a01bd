using Compliance.AuditSink.Telemetry;

namespace Compliance.AuditSink.Admin;

/// <summary>
/// Whether the process works, and whether it does its work just now, each as a list of reasons against it. <em>Live</em> fails for a loop
/// that stands still. <em>Ready</em> means: each side has joined its group, and the archive could be written when that was last tried.
/// An index that is away is no reason: it holds up nothing, and its lag tells. Thread-safe.
/// </summary>
internal sealed class SinkHealth(IReadOnlyList<IntakeStatus> sides)
{
    public IReadOnlyList<string> NotLive => [.. sides.SelectMany(side => side.NotLive())];

    /// <summary>What is not alive is not ready either.</summary>
    public IReadOnlyList<string> NotReady => [.. NotLive, .. sides.SelectMany(side => side.NotReady())];
}
