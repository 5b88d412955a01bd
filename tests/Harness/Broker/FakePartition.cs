using System.Buffers.Binary;
using Compliance.Kafka.Records;

namespace Compliance.Harness.Broker;

/// <summary>
/// A partition's batches, as they came but for the base offset, which a broker sets and no checksum covers. Thread-safe.
/// </summary>
public sealed class FakePartition(int index)
{
    private readonly Lock _lock = new();
    private readonly List<(long First, long Last, byte[] Bytes)> _batches = [];
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _end;

    public int Index => index;

    /// <summary>The offset that the next record will have.</summary>
    public long End => Interlocked.Read(ref _end);

    /// <summary>All that is stored, one batch behind the other.</summary>
    public byte[] Bytes => Read(0, int.MaxValue);

    /// <summary>Appends a record set of magic 2 batches; gives the first record's offset, or -1 for what is no such set.</summary>
    public long Append(ReadOnlySpan<byte> records)
    {
        var batches = new List<(int Count, byte[] Bytes)>();
        var set = new RecordSetView(records);
        while (set.MoveNext())
        {
            if (set.Current.Magic != 2 || !set.Current.CrcMatches())
                return -1;
            batches.Add((set.Current.LastOffsetDelta + 1, set.Current.Raw.ToArray()));
        }
        if (set.Fault is not null || set.TailLength > 0 || batches.Count == 0)
            return -1;
        lock (_lock)
        {
            var first = _end;
            foreach (var (count, bytes) in batches)
            {
                BinaryPrimitives.WriteInt64BigEndian(bytes, _end);
                _batches.Add((_end, _end + count - 1, bytes));
                _end += count;
            }
            _appended.TrySetResult();
            _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return first;
        }
    }

    /// <summary>Whole batches from the one that holds the offset on, at least one, up to a number of bytes.</summary>
    public byte[] Read(long offset, int maxBytes)
    {
        lock (_lock)
        {
            var taken = new MemoryStream();
            foreach (var batch in _batches.Where(batch => batch.Last >= offset))
            {
                if (taken.Length > 0 && taken.Length + batch.Bytes.Length > maxBytes)
                    break;
                taken.Write(batch.Bytes);
            }
            return taken.ToArray();
        }
    }

    /// <summary>Until something is appended behind the offset, or the time is over.</summary>
    public async Task WaitForAsync(long offset, TimeSpan patience, CancellationToken stop)
    {
        Task next;
        lock (_lock)
        {
            if (_end > offset)
                return;
            next = _appended.Task;
        }
        await Task.WhenAny(next, Task.Delay(patience, stop));
    }
}
