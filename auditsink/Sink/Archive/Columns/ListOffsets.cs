using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>Where each row's list begins among the values of all rows.</summary>
internal sealed class ListOffsets
{
    private readonly ByteBuffer _offsets = new(4096);

    public ListOffsets() => Mark(0);

    public int Count { get; private set; }

    public void Close(int values)
    {
        Mark(values);
        Count++;
    }

    public ListArray Build(ListType type, ArrayData values) => new(new ArrayData(
        type, Count, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(_offsets.Written)], [values]));

    public void Clear()
    {
        _offsets.Clear();
        Count = 0;
        Mark(0);
    }

    private void Mark(int at)
    {
        MemoryMarshal.Write(_offsets.Room(sizeof(int)), at);
        _offsets.Advance(sizeof(int));
    }
}
