using System.Buffers;
using System.Runtime.InteropServices;

namespace Compliance.Kafka.Records;

/// <summary>
/// Reads one batch record by record and writes it again with other keys, values and headers. Kept as they were: codec, offsets, timestamps,
/// producer fields, attributes, counts; made anew: lengths and checksum. A batch in which nothing was replaced goes out byte for byte.
/// <code>
///            Open                MoveNext = false             Close
///   Closed ────────► Reading ──────────────────────► Read ────────► Closed
///      ▲                │  ▲ Keep, Replace…, MoveNext   │
///      └── Abandon ─────┴──┴────────────────────────────┘
/// </code>
/// Owner: one exchange at a time, one thread at a time. Buffers are rented by Open and given back by Close and Abandon; between batches it
/// holds nothing. Whatever the input, no call throws: a fault stops the reading, and Close then writes nothing and returns it. (Calls out of
/// order are the caller's bug and throw: a batch that was not read to its end must not go out as if it had been.)
/// </summary>
public sealed class BatchRebuilder(RecordLimits limits)
{
    private readonly PooledBuffer _raw = new();
    private readonly PlainRecords _plain = new(limits);
    private readonly PooledBuffer _pending = new();
    private readonly PooledBuffer _spliced = new();
    private readonly PooledBuffer _output = new();
    private readonly PooledBuffer _headers = new();
    private readonly List<HeaderEdit> _newHeaders = [];

    private RebuildPhase _phase;
    private RecordFault? _fault;
    private RecordLayout _layout;
    private int _index;
    private bool _isEdited;
    private int _copied;
    private bool _isDropped;
    private int _dropped;

    // What the current record's key and value become: ranges of _pending, settled when the reading moves on.
    private (int Start, int Length)? _newKey;
    private (int Start, int Length)? _newValue;

    /// <summary>Why the reading stopped early; null while all is well.</summary>
    public RecordFault? Fault => _fault;

    /// <summary>Whether Close will write other bytes than Open got.</summary>
    public bool IsChanged => _isEdited || _isDropped || IsRecordChanged;

    private bool IsRecordChanged => _newKey is not null || _newValue is not null || _newHeaders.Count > 0;

    /// <summary>The record that MoveNext reached; it lives until the reading moves on.</summary>
    public RecordView Current => _phase == RebuildPhase.Reading && _index >= 0
        ? _plain.View(_layout, _index)
        : throw new InvalidOperationException("No record: call MoveNext until it returns true.");

    /// <summary>
    /// Takes a batch: copies it, checks its checksum, decompresses it within the limits. A control batch is not looked into beyond its
    /// checksum: it has no records here, and Close writes it as it is.
    /// </summary>
    public RecordFault? Open(in BatchView batch)
    {
        Abandon();
        _raw.Append(batch.Raw);
        _phase = RebuildPhase.Reading;
        _fault = _plain.Open(batch, _raw);
        return _fault;
    }

    /// <summary>Goes to the next record; false at the end, and at a fault.</summary>
    public bool MoveNext()
    {
        if (_phase != RebuildPhase.Reading)
            throw new InvalidOperationException("No batch is being read: call Open first, and stop when MoveNext returns false.");
        Settle();
        if (_fault is null && _plain.TryRead(_index + 1, ref _layout, out _fault))
        {
            _index++;
            return true;
        }

        _phase = RebuildPhase.Read;
        return false;
    }

    /// <summary>
    /// Leaves the current record out; offsets of the others stay, as after compaction. Only of magic 2, and not all records of a batch: see
    /// <see cref="EmptyBatch"/> for those.
    /// </summary>
    public void Drop()
    {
        Keep();
        _isDropped = true;
    }

    /// <summary>Leaves the current record as it is, whatever was said about it before.</summary>
    public void Keep()
    {
        _isDropped = false;
        _newKey = _newValue = null;
        _newHeaders.Clear();
        _pending.Clear();
    }

    /// <summary>Gives the current record another value; the last word counts.</summary>
    public void Replace(ReadOnlySpan<byte> value) => _newValue = Hold(value);

    /// <summary>Makes the current record a tombstone.</summary>
    public void ReplaceNull() => _newValue = (0, -1);

    /// <summary>Gives the current record another key. It does not move to the partition or compaction slot that the key would have.</summary>
    public void ReplaceKey(ReadOnlySpan<byte> key) => _newKey = Hold(key);

    /// <summary>Takes the current record's key away.</summary>
    public void ReplaceKeyNull() => _newKey = (0, -1);

    /// <summary>Gives a header of the current record another value; to be called in the order of the headers, once for each at most.</summary>
    public void ReplaceHeader(int index, ReadOnlySpan<byte> value)
    {
        (int start, int length) = Hold(value);
        Edit(new HeaderEdit(index, start, length));
    }

    /// <summary>As <see cref="ReplaceHeader"/>: its value becomes null.</summary>
    public void ReplaceHeaderNull(int index) => Edit(new HeaderEdit(index, 0, HeaderEdit.Null));

    /// <summary>As <see cref="ReplaceHeader"/>: the header goes.</summary>
    public void DropHeader(int index) => Edit(new HeaderEdit(index, 0, HeaderEdit.Gone));

    /// <summary>
    /// Writes the batch, changed or as it was, and gives the buffers back. With a fault it writes nothing and returns the fault. Throws when
    /// the records were not read to their end.
    /// </summary>
    public RecordFault? Close(IBufferWriter<byte> output)
    {
        if (_phase != RebuildPhase.Read && _fault is null)
            throw new InvalidOperationException("The batch was not read to its end: call MoveNext until it returns false, or Abandon.");
        RecordFault? fault = _fault;
        if (fault is null)
            output.Write(_isEdited ? Assemble() : _raw.Written);
        Abandon();
        return fault;
    }

    /// <summary>Forgets the batch and gives the buffers back; allowed at any time.</summary>
    public void Abandon()
    {
        _phase = RebuildPhase.Closed;
        _fault = null;
        _index = -1;
        _copied = 0;
        _dropped = 0;
        _isEdited = false;
        Keep();
        _raw.Release();
        _plain.Release();
        _pending.Release();
        _spliced.Release();
        _output.Release();
        _headers.Release();
    }

    private void Edit(HeaderEdit edit)
    {
        if (_phase != RebuildPhase.Reading || (uint)edit.Index >= (uint)_layout.HeaderCount || (_newHeaders.Count > 0 && edit.Index <= _newHeaders[^1].Index))
            throw new InvalidOperationException("Headers are replaced in their order, each once, of the record that MoveNext reached.");
        _newHeaders.Add(edit);
    }

    private (int Start, int Length) Hold(ReadOnlySpan<byte> bytes)
    {
        int start = _pending.Length;
        _pending.Append(bytes);
        return (start, bytes.Length);
    }

    /// <summary>
    /// Carries out what was said about the current record. A value of the old length is written over the old one; anything else makes a
    /// second copy of the records, into which the kept ones go in runs as long as possible.
    /// </summary>
    private void Settle()
    {
        if (_isDropped)
        {
            TakeOut();
            return;
        }

        if (!IsRecordChanged)
            return;
        Span<byte> plain = _plain.Source.Written;
        if (_newKey is null && _newHeaders.Count == 0 && _newValue is { Length: >= 0 } same && same.Length == _layout.ValueLength)
        {
            Part(same).CopyTo(plain[_layout.ValueAt..]);
            _plain.SealRecord(_layout);
        }
        else
        {
            var edit = new RecordEdit
            {
                HasKey = _newKey is not null,
                KeyLength = _newKey?.Length ?? 0,
                Key = Part(_newKey),
                HasValue = _newValue is not null,
                ValueLength = _newValue?.Length ?? 0,
                Value = Part(_newValue),
                HasHeaders = _newHeaders.Count > 0,
                Headers = NewHeaders(plain),
            };
            _spliced.Append(plain[_copied.._layout.Start]);
            _plain.Write(_spliced, _layout, edit);
            _copied = _layout.End;
            if (_spliced.Length > limits.MaxBytes - (plain.Length - _copied))
                _fault = new RecordFault(RecordFaultKind.TooLarge, _layout.Start, _index);
        }

        _isEdited = true;
        Keep();
    }

    private ReadOnlySpan<byte> NewHeaders(ReadOnlySpan<byte> plain)
    {
        if (_newHeaders.Count == 0)
            return default;
        _headers.Clear();
        HeaderFormat.Write(_headers, plain[_layout.HeadersAt.._layout.End], _layout.HeaderCount, CollectionsMarshal.AsSpan(_newHeaders), _pending.Written);
        return _headers.Written;
    }

    private void TakeOut()
    {
        _spliced.Append(_plain.Source.Written[_copied.._layout.Start]);
        _copied = _layout.End;
        _dropped++;
        _isEdited = true;
        Keep();
    }

    private ReadOnlySpan<byte> Part((int Start, int Length)? range) =>
        range is { Length: > 0 } some ? _pending.Written.Slice(some.Start, some.Length) : default;

    private ReadOnlySpan<byte> Assemble()
    {
        if (_copied == 0)
            return _plain.Assemble(_raw, _plain.Source, _output, dropped: 0);
        _spliced.Append(_plain.Source.Written[_copied..]);
        return _plain.Assemble(_raw, _spliced, _output, _dropped);
    }
}
