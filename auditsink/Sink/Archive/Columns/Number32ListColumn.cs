using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>A list of numbers a row; a row without any holds an empty list, never null.</summary>
internal sealed class Number32ListColumn(NumberListField field) : FieldColumn
{
    private static readonly ListType OfNumbers = new(new Field("element", Int32Type.Default, false));
    private readonly ByteBuffer _values = new(4096);
    private readonly ListOffsets _offsets = new();

    public override IArrowType Type => OfNumbers;

    public override void Append(AuditEvent e)
    {
        var numbers = field.Get(e);
        for (var i = 0; i < numbers.Count; i++)
        {
            MemoryMarshal.Write(_values.Room(sizeof(int)), (int)numbers[i]);
            _values.Advance(sizeof(int));
        }

        _offsets.Close(_values.Length / sizeof(int));
    }

    public override IArrowArray Build() => _offsets.Build(OfNumbers, new ArrayData(
        Int32Type.Default, _values.Length / sizeof(int), 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(_values.Written)]));

    public override void Clear()
    {
        _values.Clear();
        _offsets.Clear();
    }
}
