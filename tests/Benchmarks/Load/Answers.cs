using System.Buffers.Binary;

namespace Compliance.Benchmarks.Load;

/// <summary>Counts answers in what comes, without keeping any. Owner: one thread.</summary>
internal sealed class Answers(Stream stream)
{
    private readonly byte[] _buffer = new byte[256 << 10];
    private readonly byte[] _prefix = new byte[sizeof(int)];
    private int _prefixLength;
    private long _left;

    /// <summary>Bytes of all whole answers so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Blocks until something comes; returns how many answers ended with it.</summary>
    public int Read()
    {
        int count = stream.Read(_buffer);
        if (count == 0)
            throw new IOException("The relay closed the connection.");
        int ended = 0;
        for (ReadOnlySpan<byte> data = _buffer.AsSpan(0, count); !data.IsEmpty;)
        {
            if (_prefixLength < sizeof(int))
            {
                _prefix[_prefixLength++] = data[0];
                data = data[1..];
                if (_prefixLength == sizeof(int))
                    _left = BinaryPrimitives.ReadInt32BigEndian(_prefix);
                continue;
            }

            int piece = (int)Math.Min(_left, data.Length);
            data = data[piece..];
            _left -= piece;
            if (_left > 0)
                continue;
            Bytes += BinaryPrimitives.ReadInt32BigEndian(_prefix);
            _prefixLength = 0;
            ended++;
        }

        return ended;
    }
}
