using System.Buffers.Binary;
using Compliance.Kafka.Records.Codecs;

namespace Compliance.Kafka.Records;

/// <summary>
/// The plain records of one open batch and the header that they belong to. It hides magics and codecs from <see cref="BatchRebuilder"/>, its
/// owner, and shares that one's lifetime and thread. Uncompressed records stay where they are, behind the header in the owner's copy of the
/// batch; others are unpacked into a buffer of its own.
/// </summary>
internal sealed class PlainRecords(RecordLimits limits)
{
    private readonly PooledBuffer _unpacked = new();

    private PooledBuffer _source = new();
    private IBatchCodec? _codec;
    private byte _magic;
    private int _count;
    private int _next;

    // Where the payload begins in the batch: behind the header, or behind the length field of a message's value.
    private int _payloadAt;

    // What turns a record's offset into the partition's, and into the distance from the batch's first.
    private long _offsetBase;
    private long _firstOffset;

    private long _baseTimestamp;
    private long? _appendTime;

    /// <summary>What the records' positions count in; to be written over in place where lengths stay.</summary>
    public PooledBuffer Source => _source;

    private Span<byte> Bytes => _source.Written;

    public RecordFault? Open(in BatchView batch, PooledBuffer raw)
    {
        _source = raw;
        _magic = batch.Magic;
        _codec = BatchCodecs.Find(batch.Compression, _magic);
        _count = 0;
        _next = raw.Length;
        _offsetBase = _magic == 2 ? batch.BaseOffset : 0;
        _firstOffset = 0;
        _baseTimestamp = _magic == 2 ? batch.BaseTimestamp : 0;
        _appendTime = batch.TimestampType == TimestampType.LogAppendTime ? batch.MaxTimestamp : null;
        if (!batch.CrcMatches())
            return new RecordFault(RecordFaultKind.Crc, _magic == 2 ? BatchLayout.CrcAt : BatchLayout.LegacyCrcAt);
        if (batch.IsControl)
            return null;
        if (_codec is null && batch.Compression != CompressionType.None)
            return new RecordFault(RecordFaultKind.Codec, _magic == 2 ? BatchLayout.AttributesAt : BatchLayout.LegacyAttributesAt);
        return _magic == 2 ? OpenBatch(batch, raw) : OpenMessage(batch, raw);
    }

    public void Release() => _unpacked.Release();

    /// <summary>Finds the next record; false at the end, which must be where the header says it is, and at a fault.</summary>
    public bool TryRead(int index, ref RecordLayout layout, out RecordFault? fault)
    {
        ReadOnlySpan<byte> plain = Bytes;
        bool atEnd = _next == plain.Length;
        bool isLast = _magic == 2 ? index == _count : atEnd && index > 0;
        RecordFaultKind? kind = isLast
            ? atEnd ? null : RecordFaultKind.RecordCount
            : atEnd ? RecordFaultKind.RecordCount
            : index >= limits.MaxRecords ? RecordFaultKind.TooManyRecords
            : ReadAt(plain, ref layout);
        fault = kind is { } bad ? new RecordFault(bad, _next, index) : null;
        if (isLast || kind is not null)
            return false;
        if (_magic < 2 && index == 0)
            _firstOffset = layout.Offset;
        _next = layout.End;
        return true;
    }

    public RecordView View(in RecordLayout layout, int index) =>
        new(Bytes, layout, index, _offsetBase + layout.Offset, (int)(layout.Offset - _firstOffset), _appendTime ?? _baseTimestamp + layout.Timestamp);

    public void Write(PooledBuffer output, in RecordLayout layout, in RecordEdit edit)
    {
        if (_magic == 2)
            RecordFormat.Write(output, Bytes, layout, edit);
        else
            LegacyFormat.Write(output, Bytes, layout, edit);
    }

    /// <summary>To be called after a record's bytes were written over: messages have a checksum each.</summary>
    public void SealRecord(in RecordLayout layout)
    {
        if (_magic < 2)
            LegacyFormat.Seal(Bytes[layout.Start..layout.End]);
    }

    /// <summary>
    /// The whole batch with new length and checksum, compressed as it was. <paramref name="records"/> is what <see cref="Source"/> became: the
    /// batch itself if it is not compressed, and is then what is returned; else <paramref name="output"/> is.
    /// Of its records so many are not there any more.
    /// </summary>
    public ReadOnlySpan<byte> Assemble(PooledBuffer raw, PooledBuffer records, PooledBuffer output, int dropped)
    {
        PooledBuffer batch = records;
        if (_codec is not null)
        {
            batch = output;
            batch.Append(raw.Written[.._payloadAt]);
            _codec.Compress(records.Memory, raw.Written[_payloadAt..], _magic, batch);
        }

        if (dropped > 0)
            BinaryPrimitives.WriteInt32BigEndian(batch.Written[BatchLayout.RecordCountAt..], _count - dropped);
        Seal(batch.Written);
        return batch.Written;
    }

    private RecordFault? OpenBatch(in BatchView batch, PooledBuffer raw)
    {
        _count = batch.RecordCount;
        _payloadAt = BatchLayout.RecordsAt;
        if (_count < 0 || _count > limits.MaxRecords)
            return new RecordFault(_count < 0 ? RecordFaultKind.RecordCount : RecordFaultKind.TooManyRecords, BatchLayout.RecordCountAt);
        if (_codec is not null && _count > 0)
            return Unpack(raw.Memory[_payloadAt..]);

        // No records and yet a payload: some readers go by the bytes and not by the count, so reading on finds it a fault.
        _next = _payloadAt;
        return null;
    }

    private RecordFault? OpenMessage(in BatchView batch, PooledBuffer raw)
    {
        if (LegacyFormat.Read(raw.Written, 0, _magic, out RecordLayout wrapper) is { } kind)
            return new RecordFault(kind, 0);
        _payloadAt = wrapper.ValueAt;
        _next = 0;
        if (_codec is null)
            return null;

        if (Unpack(raw.Memory[_payloadAt..]) is { } fault)
            return fault;

        // Inside a wrapper of magic 1 the last message's offset stands for the wrapper's; in magic 0 offsets are the partition's own.
        if (_magic == 1)
            _offsetBase = batch.BaseOffset - LegacyFormat.LastOffset(Bytes);
        return null;
    }

    private RecordFault? Unpack(ReadOnlyMemory<byte> payload)
    {
        int limit = limits.BytesFor(payload.Length);
        RecordFaultKind? kind = _codec!.Decompress(payload, _magic, _unpacked, limit);
        if (kind is { } bad)
            return new RecordFault(bad == RecordFaultKind.TooLarge && limit < limits.MaxBytes ? RecordFaultKind.Ratio : bad, _payloadAt);
        _source = _unpacked;
        _next = 0;
        return null;
    }

    private RecordFaultKind? ReadAt(ReadOnlySpan<byte> plain, ref RecordLayout layout)
    {
        if (_magic == 2)
            return RecordFormat.TryRead(plain, _next, out layout) ? null : RecordFaultKind.Record;
        RecordFaultKind? kind = LegacyFormat.Read(plain, _next, _magic, out layout);
        bool isNested = kind is null && _codec is not null && (plain[_next + BatchLayout.LegacyAttributesAt] & BatchLayout.CodecMask) != 0;
        return isNested ? RecordFaultKind.Nested : kind;
    }

    private void Seal(Span<byte> batch)
    {
        if (_magic < 2)
        {
            if (_codec is not null)
                BinaryPrimitives.WriteInt32BigEndian(batch[(_payloadAt - sizeof(int))..], batch.Length - _payloadAt);
            LegacyFormat.Seal(batch);
            return;
        }

        BinaryPrimitives.WriteInt32BigEndian(batch[BatchLayout.LengthAt..], batch.Length - BatchLayout.Prefix);
        BinaryPrimitives.WriteUInt32BigEndian(batch[BatchLayout.CrcAt..], Crc32C.Compute(batch[BatchLayout.AttributesAt..]));
    }
}
