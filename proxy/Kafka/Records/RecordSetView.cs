using System.Buffers.Binary;

namespace Compliance.Kafka.Records;

/// <summary>
/// Walks the batches of a record set, of any magic and mixed, without copying. A batch that the set's end cuts short is not a fault: brokers
/// fill a fetch up to its byte limit. It is left in <see cref="TailLength"/>. After MoveNext said no, look at <see cref="Fault"/>.
/// </summary>
public ref struct RecordSetView
{
    private readonly ReadOnlySpan<byte> _set;
    private int _next;

    public RecordSetView(ReadOnlySpan<byte> set) => _set = set;

    /// <summary>The whole batch reached last.</summary>
    public BatchView Current { get; private set; }

    /// <summary>Set when the bytes behind the last batch are no batch, however many more might come.</summary>
    public RecordFault? Fault { get; private set; }

    /// <summary>Bytes behind the last whole batch; once MoveNext has said no without a fault, a batch cut short.</summary>
    public readonly int TailLength => _set.Length - _next;

    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _set[_next..];
        if (Fault is not null || rest.Length < BatchLayout.Prefix)
            return false;
        int length = BinaryPrimitives.ReadInt32BigEndian(rest[BatchLayout.LengthAt..]);
        if (length < BatchLayout.Smallest(0) - BatchLayout.Prefix)
            return Fail(RecordFaultKind.Length, BatchLayout.LengthAt);
        if (rest.Length > BatchLayout.MagicAt && rest[BatchLayout.MagicAt] > 2)
            return Fail(RecordFaultKind.Magic, BatchLayout.MagicAt);
        if (length > rest.Length - BatchLayout.Prefix)
            return false;
        int total = BatchLayout.Prefix + length;
        if (total < BatchLayout.Smallest(rest[BatchLayout.MagicAt]))
            return Fail(RecordFaultKind.Length, BatchLayout.LengthAt);
        Current = new BatchView(rest[..total], _next);
        _next += total;
        return true;
    }

    private bool Fail(RecordFaultKind kind, int at)
    {
        Fault = new RecordFault(kind, _next + at);
        return false;
    }
}
