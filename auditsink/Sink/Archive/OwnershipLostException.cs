using Compliance.Events.Archive;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// Another sink has written the entry that this one was about to write: the partition is the other's now, and nothing of ours is in the
/// archive. Whoever gets the partition next reads on behind the other's entry.
/// </summary>
internal sealed class OwnershipLostException(string topic, int partition, ManifestEntry ours, ManifestEntry? theirs) : IOException(
    $"{topic}-{partition}: entry {ours.Number} of the manifest is another sink's, who has the partition now "
    + $"(its offsets end at {theirs?.Last}, ours at {ours.Last}). Nothing of ours was written; it is read again by whoever has the partition.")
{
    public string Topic { get; } = topic;
    public int Partition { get; } = partition;
    public ManifestEntry Ours { get; } = ours;
}
