using ZstdSharp;

namespace Compliance.Kafka.Records.Codecs;

/// <summary>
/// zstd frames. Decompressing is done in one go into a buffer as large as the frame's blocks can fill at most: so no window is allocated,
/// however large a hostile frame says it is, and a frame that unfolds further stops at the buffer's end.
/// </summary>
internal sealed class ZstdCodec : IBatchCodec
{
    /// <summary>Kafka's own default.</summary>
    private const int Level = 3;

    private readonly ContextPool<Compressor> _compressors = new(() => new Compressor(Level));
    private readonly ContextPool<Decompressor> _decompressors = new(() => new Decompressor());

    public RecordFaultKind? Decompress(ReadOnlyMemory<byte> source, byte magic, PooledBuffer target, int limit)
    {
        Decompressor context = _decompressors.Rent();
        try
        {
            ulong most = Decompressor.GetDecompressedSize(source.Span);
            int room = (int)Math.Min(most, (ulong)limit);
            bool fits = context.TryUnwrap(source.Span, target.Reserve(room)[..room], out int written);
            _decompressors.Return(context);
            if (!fits)
                return most > (ulong)limit ? RecordFaultKind.TooLarge : RecordFaultKind.Compressed;
            target.Advance(written);
            return null;
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
}
