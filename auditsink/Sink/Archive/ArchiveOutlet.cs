using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Archive;

/// <summary>The archive's side of the intake: all partitions that this process has. Owned by its loop; not thread-safe.</summary>
internal sealed class ArchiveOutlet(ArchiveSettings settings, TimeProvider time, ILogger log) : IOutlet, IDisposable
{
    private readonly Dictionary<int, PartitionArchive> _partitions = [];
    private readonly Dictionary<int, long> _moved = [];

    public bool HasRoom { get; private set; } = true;

    public long? Open(string topic, int partition)
    {
        Close(partition);
        var archive = new PartitionArchive(topic, partition, settings, time, log);
        _partitions.Add(partition, archive);
        return archive.Next;
    }

    public void Close(int partition)
    {
        if (_partitions.Remove(partition, out var archive))
            archive.Dispose();
    }

    public void Take(int partition, long offset, long time, byte[]? value)
    {
        if (!_partitions.TryGetValue(partition, out var archive))
            return;
        archive.Take(offset, time, value);
        HasRoom &= !archive.IsDue;
    }

    public ValueTask WorkAsync(bool all, CancellationToken stop)
    {
        foreach (var (partition, archive) in _partitions)
        {
            if (!all && !archive.IsDue)
                continue;
            archive.Roll();
            if (archive.Next is { } next)
                _moved[partition] = next;
        }

        HasRoom = true;
        return ValueTask.CompletedTask;
    }

    public IEnumerable<(int Partition, long Next)> Moved()
    {
        var moved = _moved.Select(pair => (pair.Key, pair.Value)).ToArray();
        _moved.Clear();
        return moved;
    }

    public void Dispose()
    {
        foreach (var archive in _partitions.Values)
            archive.Dispose();
        _partitions.Clear();
    }
}
