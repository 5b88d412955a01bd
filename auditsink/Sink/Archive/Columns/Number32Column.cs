using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>A number of at most 32 bits. Kafka's codes of 16 bits stand here too: Parquet stores them as 32 in any case.</summary>
internal sealed class Number32Column(NumberField field) : FieldColumn
{
    private readonly ByteBuffer _values = new(4096);
    private readonly Validity? _validity = field.Nullable ? new() : null;
    private int _count;

    public override IArrowType Type => Int32Type.Default;

    public override void Append(AuditEvent e)
    {
        var value = field.Get(e);
        MemoryMarshal.Write(_values.Room(sizeof(int)), (int)value.GetValueOrDefault());
        _values.Advance(sizeof(int));
        _validity?.Append(value is not null);
        _count++;
    }

    public override IArrowArray Build() => new Int32Array(new ArrayData(
        Type, _count, _validity?.Nulls ?? 0, 0, [_validity?.Build() ?? ArrowBuffer.Empty, new ArrowBuffer(_values.Written)]));

    public override void Clear()
    {
        _values.Clear();
        _validity?.Clear();
        _count = 0;
    }
}
