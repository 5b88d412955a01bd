using Apache.Arrow;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>Arrow's bitmap of which values are there, least significant bit first.</summary>
internal sealed class Validity
{
    private readonly ByteBuffer _bits = new(1024);

    public int Count { get; private set; }
    public int Nulls { get; private set; }

    public void Append(bool present)
    {
        if ((Count & 7) == 0)
        {
            _bits.Room(1)[0] = 0;
            _bits.Advance(1);
        }

        if (present)
            System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bits.Written).Span[^1] |= (byte)(1 << (Count & 7));
        else
            Nulls++;
        Count++;
    }

    public ArrowBuffer Build() => Nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_bits.Written);

    public void Clear()
    {
        _bits.Clear();
        (Count, Nulls) = (0, 0);
    }
}
