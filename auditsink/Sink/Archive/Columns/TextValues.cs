using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>Texts behind each other and where each begins: the two buffers of an Arrow string array.</summary>
internal sealed class TextValues
{
    private readonly ByteBuffer _bytes = new(4096);
    private readonly ByteBuffer _offsets = new(4096);

    public TextValues() => Mark();

    public int Count { get; private set; }

    public void Append(string? text)
    {
        if (text is not null)
            _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.Room(text.Length * 3)));
        Close();
    }

    public void Append(Guid value)
    {
        value.TryFormat(_bytes.Room(36), out var written);
        _bytes.Advance(written);
        Close();
    }

    public void AppendNothing() => Close();

    public StringArray Build(Validity? validity) => new(new ArrayData(
        StringType.Default, Count, validity?.Nulls ?? 0, 0,
        [validity?.Build() ?? ArrowBuffer.Empty, new ArrowBuffer(_offsets.Written), new ArrowBuffer(_bytes.Written)]));

    public void Clear()
    {
        _bytes.Clear();
        _offsets.Clear();
        Count = 0;
        Mark();
    }

    private void Close()
    {
        Count++;
        Mark();
    }

    private void Mark()
    {
        var at = _bytes.Length;
        MemoryMarshal.Write(_offsets.Room(sizeof(int)), at);
        _offsets.Advance(sizeof(int));
    }
}
