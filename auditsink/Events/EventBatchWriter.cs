using System.Buffers.Binary;
using System.Text;

namespace Compliance.Events;

/// <summary>
/// Gathers already encoded events of one proxy and epoch, with sequences that follow each other, into one record of the audit topic
/// (grammar in <see cref="EventBatchView"/>). Owner: the shipper's loop; not thread-safe; its buffer is reused from batch to batch.
/// </summary>
public sealed class EventBatchWriter
{
    private readonly int _maxBytes;
    private byte[] _buffer = new byte[4096];
    private int _used;
    private long _first;

    /// <param name="maxBytes">Size above which <see cref="TryAdd"/> refuses a further event; a single one larger than that is taken.</param>
    public EventBatchWriter(int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        _maxBytes = maxBytes;
    }

    public int Count { get; private set; }

    /// <summary>Bytes so far, header included.</summary>
    public int Length => _used;

    /// <summary>Begins a batch; what was gathered before is forgotten.</summary>
    public void Start(string proxy, long epoch)
    {
        var name = Encoding.UTF8.GetByteCount(proxy);
        if (name > ushort.MaxValue)
            throw new ArgumentException("The name of a proxy has at most 65535 bytes.", nameof(proxy));
        (Count, _first, _used) = (0, 0, 0);
        Room(EventBatchView.FixedHeader + name);
        _buffer[0] = EventBatchView.Format;
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(EventBatchView.EpochAt), epoch);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(EventBatchView.NameAt), (ushort)name);
        Encoding.UTF8.GetBytes(proxy, _buffer.AsSpan(EventBatchView.FixedHeader));
        _used = EventBatchView.FixedHeader + name;
    }

    /// <summary>
    /// False if the event does not fit or its sequence does not follow the last one: then <see cref="Finish"/>, <see cref="Start"/> again.
    /// </summary>
    public bool TryAdd(long sequence, ReadOnlySpan<byte> encoded)
    {
        if (_used == 0)
            throw new InvalidOperationException("Start a batch first.");
        if (Count > 0 && (sequence != _first + Count || _used + 4 + encoded.Length > _maxBytes))
            return false;
        if (Count == 0)
            _first = sequence;
        Room(4 + encoded.Length);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_used), encoded.Length);
        encoded.CopyTo(_buffer.AsSpan(_used + 4));
        _used += 4 + encoded.Length;
        Count++;
        return true;
    }

    /// <summary>The finished batch; its bytes stay valid until the next <see cref="Start"/>.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        if (Count == 0)
            throw new InvalidOperationException("A batch holds at least one event.");
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(EventBatchView.FirstAt), _first);
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(EventBatchView.LastAt), _first + Count - 1);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(EventBatchView.CountAt), Count);
        BinaryPrimitives.WriteUInt32BigEndian(
            _buffer.AsSpan(EventBatchView.CrcAt), Crc32C.Of(_buffer.AsSpan(EventBatchView.EpochAt, _used - EventBatchView.EpochAt)));
        return _buffer.AsMemory(0, _used);
    }

    private void Room(int bytes)
    {
        if (_buffer.Length - _used < bytes)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + bytes));
    }
}
