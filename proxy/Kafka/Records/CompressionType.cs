namespace Compliance.Kafka.Records;

/// <summary>Bits 0-2 of a batch's attributes; the codes are Kafka's own.</summary>
public enum CompressionType : byte
{
    None = 0,
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}
