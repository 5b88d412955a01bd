namespace Compliance.Kafka.Records;

/// <summary>
/// Where one record's parts stand in the plain bytes; all positions count from their start. Filled by <see cref="RecordFormat"/> or
/// <see cref="LegacyFormat"/> after every length was checked, so slicing by it can't fail. A length of -1 is null.
/// </summary>
internal struct RecordLayout
{
    public int Start;
    public int BodyAt;
    public int KeyLengthAt;
    public int KeyAt;
    public int KeyLength;
    public int ValueLengthAt;
    public int ValueAt;
    public int ValueLength;
    public int HeadersAt;
    public int HeaderCount;
    public int End;

    /// <summary>Offset delta in magic 2; the offset as written in magic 0 and 1.</summary>
    public long Offset;

    /// <summary>Timestamp delta in magic 2; the timestamp in magic 1; -1 in magic 0.</summary>
    public long Timestamp;

    public readonly int ValueEnd => ValueAt + Math.Max(0, ValueLength);
}
