using Compliance.AuditSink.Intake;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// That a partition was lost is itself evidence: a row of the next range that this sink gathers, of whatever partition. A few are kept, the
/// newest; the log has them all. Owned by <see cref="ArchiveOutlet"/>; not thread-safe.
/// </summary>
internal sealed class OwnershipNotices(TimeProvider time)
{
    private const int Most = 16;
    private readonly Queue<(OwnershipLostException Loss, long Time)> _waiting = new();

    public void Add(OwnershipLostException loss)
    {
        if (_waiting.Count == Most)
            _waiting.Dequeue();
        _waiting.Enqueue((loss, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond));
    }

    public void AddTo(PartitionArchive archive)
    {
        while (_waiting.TryDequeue(out var notice))
            archive.Add(e => SinkEvents.FillOwnershipLost(e, notice.Loss.Ours, notice.Time));
    }
}
