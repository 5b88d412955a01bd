using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Compliance.Kafka.Records.Codecs;

/// <summary>
/// Plain gzip members by the framework's zlib. Its streams can't be used twice: each batch costs a few hundred bytes of garbage.
/// </summary>
internal sealed class GzipCodec : IBatchCodec
{
    private const int Step = 16 * 1024;

    public RecordFaultKind? Decompress(ReadOnlyMemory<byte> source, byte magic, PooledBuffer target, int limit)
    {
        if (!MemoryMarshal.TryGetArray(source, out ArraySegment<byte> bytes))
            return RecordFaultKind.Compressed;
        try
        {
            using var stream = new GZipStream(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), CompressionMode.Decompress);
            int room = limit;
            while (true)
            {
                // One byte more than is allowed tells a bomb from a batch that fits exactly.
                int ask = Math.Min(room, Math.Max(Step, target.Length)) + 1;
                int read = stream.Read(target.Reserve(ask)[..ask]);
                if (read == 0)
                    return null;
                if (read > room)
                    return RecordFaultKind.TooLarge;
                target.Advance(read);
                room -= read;
            }
        }
        catch (InvalidDataException)
        {
            return RecordFaultKind.Compressed;
        }
    }

    public void Compress(ReadOnlyMemory<byte> plain, ReadOnlySpan<byte> original, byte magic, PooledBuffer target)
    {
        using var stream = new GZipStream(new PooledBufferStream(target), CompressionLevel.Optimal);
        stream.Write(plain.Span);
    }
}
