using ZstdSharp;

namespace Compliance.Kafka.Records.Codecs;

/// <summary>
/// zstd frames. Decompressing is done in one go, so that no window is allocated, however large a frame says it is. Room is what the frame's
/// blocks can fill at most, but no more than a usual ratio needs: only a frame that has filled that gets more, up to the limit.
/// </summary>
internal sealed class ZstdCodec : IBatchCodec
{
    /// <summary>Kafka's own default.</summary>
    private const int Level = 3;

    private const int UsualRatio = 16;
    private const int LeastRoom = 256 * 1024;
    private const int Growth = 4;

    private readonly ContextPool<Compressor> _compressors = new(() => new Compressor(Level));
    private readonly ContextPool<Decompressor> _decompressors = new(() => new Decompressor());

    public RecordFaultKind? Decompress(ReadOnlyMemory<byte> source, byte magic, PooledBuffer target, int limit)
    {
        Decompressor context = _decompressors.Rent();
        try
        {
            RecordFaultKind? fault = Unpack(context, source.Span, target, limit);
            _decompressors.Return(context);
            return fault;
        }
        catch (ZstdException)
        {
            context.Dispose();
            return RecordFaultKind.Compressed;
        }
    }

    public void Compress(ReadOnlyMemory<byte> plain, ReadOnlySpan<byte> original, byte magic, PooledBuffer target)
    {
        Compressor context = _compressors.Rent();
        target.Advance(context.Wrap(plain.Span, target.Reserve(Compressor.GetCompressBound(plain.Length))));
        _compressors.Return(context);
    }

    private static RecordFaultKind? Unpack(Decompressor context, ReadOnlySpan<byte> source, PooledBuffer target, int limit)
    {
        ulong blocks = Decompressor.GetDecompressedSize(source);
        int most = (int)Math.Min(blocks, (ulong)limit);
        long room = Math.Min(most, Math.Max(LeastRoom, (long)UsualRatio * source.Length));
        while (true)
        {
            if (context.TryUnwrap(source, target.Reserve((int)room)[..(int)room], out int written))
            {
                target.Advance(written);
                return null;
            }

            if (room == most)
                return blocks > (ulong)limit ? RecordFaultKind.TooLarge : RecordFaultKind.Compressed;
            room = Math.Min(most, Growth * room);
        }
    }
}
