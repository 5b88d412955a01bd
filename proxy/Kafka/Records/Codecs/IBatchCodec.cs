namespace Compliance.Kafka.Records.Codecs;

/// <summary>
/// One compression format of Kafka. Implementations are stateless or keep their contexts in a pool, so any thread may call them.
/// </summary>
internal interface IBatchCodec
{
    /// <summary>
    /// Appends the plain bytes of <paramref name="source"/> to <paramref name="target"/>: never more than <paramref name="limit"/>, and it asks
    /// for no room beyond it whatever the source announces. Returns null, or <see cref="RecordFaultKind.TooLarge"/> or
    /// <see cref="RecordFaultKind.Compressed"/>.
    /// </summary>
    RecordFaultKind? Decompress(ReadOnlyMemory<byte> source, byte magic, PooledBuffer target, int limit);

    /// <summary>
    /// Appends the compressed form of <paramref name="plain"/>, in the framing of <paramref name="original"/> (what was received) where the
    /// codec has more than one.
    /// </summary>
    void Compress(ReadOnlyMemory<byte> plain, ReadOnlySpan<byte> original, byte magic, PooledBuffer target);
}
