using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>A number of 64 bits, or a time as a timestamp of microseconds in UTC.</summary>
internal sealed class Number64Column(NumberField field) : FieldColumn
{
    private readonly ByteBuffer _values = new(4096);
    private readonly Validity? _validity = field.Nullable ? new() : null;
    private int _count;

    public override IArrowType Type { get; } =
        field.Type == FieldType.Time ? new TimestampType(TimeUnit.Microsecond, "UTC") : Int64Type.Default;

    public override void Append(AuditEvent e)
    {
        var value = field.Get(e);
        MemoryMarshal.Write(_values.Room(sizeof(long)), value.GetValueOrDefault());
        _values.Advance(sizeof(long));
        _validity?.Append(value is not null);
        _count++;
    }

    public override IArrowArray Build()
    {
        var data = new ArrayData(
            Type, _count, _validity?.Nulls ?? 0, 0, [_validity?.Build() ?? ArrowBuffer.Empty, new ArrowBuffer(_values.Written)]);
        return field.Type == FieldType.Time ? new TimestampArray(data) : new Int64Array(data);
    }

    public override void Clear()
    {
        _values.Clear();
        _validity?.Clear();
        _count = 0;
    }
}
