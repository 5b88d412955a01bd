using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// Reads the frames of one segment in order. Bytes that are no frame are passed over to the next one that is; that they were there stands
/// in <see cref="Skipped"/>. A frame stands until the next call. Owner: one reader; not thread-safe.
/// </summary>
internal sealed class SegmentScanner : IDisposable
{
    private const int BufferSize = 256 << 10;
    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private long _bufferAt;
    private int _buffered;

    public SegmentScanner(string path, long offset)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        (Offset, _bufferAt) = (offset, offset);
    }

    /// <summary>Where the frame last found ends, and the next is looked for.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes were passed over since the scan began.</summary>
    public bool Skipped { get; private set; }

    /// <summary>Finds the next frame that lies wholly before the limit; false, and stays where it was, if there is none.</summary>
    public bool TryPeek(long limit, out FrameView frame)
    {
        frame = default;
        for (var at = Offset; at + Frame.Overhead <= limit;)
        {
            var bytes = At(at, limit);
            var found = Frame.Read(bytes, out frame);
            if (found == FrameFound.Whole)
            {
                Skipped |= at > Offset;
                Offset = at;
                return true;
            }

            // A frame cut by the limit may as well be damage whose length lies: it is searched like any other.
            if (found == FrameFound.Cut && at + bytes.Length < limit && Refill(at, limit))
                continue;
            at += Step(bytes);
        }

        return false;
    }

    /// <summary>Passes over a frame that was peeked.</summary>
    public void Advance(int length) => Offset += length;

    public void Dispose()
    {
        _file.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    /// <summary>How far off the next frame is at the least: none begins with more than three zeros, so a stretch of them is leapt over.</summary>
    private static int Step(ReadOnlySpan<byte> bytes)
    {
        var zeros = bytes[1..].IndexOfAnyExcept((byte)0);
        return Math.Max(1, (zeros < 0 ? bytes.Length - 1 : zeros) - 2);
    }

    private ReadOnlySpan<byte> At(long offset, long limit)
    {
        if (offset < _bufferAt || offset >= _bufferAt + _buffered)
            Refill(offset, limit);
        var from = (int)(offset - _bufferAt);
        return _buffer.AsSpan(from, (int)Math.Max(0, Math.Min(_buffered - from, limit - offset)));
    }

    /// <summary>
    /// False if that brings no byte beyond those that were at hand. What lies behind the limit is not kept: it may be written any moment.
    /// </summary>
    private bool Refill(long offset, long limit)
    {
        var had = _bufferAt + _buffered;
        var bytes = _buffer.AsSpan(0, (int)Math.Clamp(limit - offset, 0, BufferSize));
        (_bufferAt, _buffered) = (offset, RandomAccess.Read(_file, bytes, offset));
        return offset + _buffered > had;
    }
}
