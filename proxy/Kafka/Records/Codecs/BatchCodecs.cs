namespace Compliance.Kafka.Records.Codecs;

/// <summary>Which codec a batch's attributes name; zstd came with magic 2, the others with the first release.</summary>
internal static class BatchCodecs
{
    private static readonly GzipCodec Gzip = new();
    private static readonly SnappyCodec Snappy = new();
    private static readonly Lz4Codec Lz4 = new();
    private static readonly ZstdCodec Zstd = new();

    /// <summary>Null for no compression, for unknown bits, and for zstd in old messages.</summary>
    public static IBatchCodec? Find(CompressionType type, byte magic) => type switch
    {
        CompressionType.Gzip => Gzip,
        CompressionType.Snappy => Snappy,
        CompressionType.Lz4 => Lz4,
        CompressionType.Zstd when magic == 2 => Zstd,
        _ => null,
    };
}
