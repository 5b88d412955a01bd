using System.Buffers;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// Where an event is encoded, behind the room for its frame's header, so that the whole goes into the segment as one copy.
/// Owner: the journal, under its lock. The bytes stand until the next <see cref="Clear"/>.
/// </summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[4096];
    private int _used = Frame.Overhead;

    public void Clear() => _used = Frame.Overhead;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Room(sizeHint);
        return _bytes.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Room(sizeHint);
        return _bytes.AsSpan(_used);
    }

    public ReadOnlySpan<byte> Close(FrameType type, long number)
    {
        var frame = _bytes.AsSpan(0, _used);
        Frame.Close(frame, type, number);
        return frame;
    }

    private void Room(int bytes)
    {
        if (_bytes.Length - _used < Math.Max(bytes, 1))
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes));
    }
}
