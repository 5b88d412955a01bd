namespace Compliance.Kafka.Records;

/// <summary>What one record's key, value and headers become; lives for one call, over the rebuilder's buffer of pending replacements.</summary>
internal readonly ref struct RecordEdit
{
    public bool HasKey { get; init; }

    /// <summary>-1 null.</summary>
    public int KeyLength { get; init; }

    public ReadOnlySpan<byte> Key { get; init; }

    public bool HasValue { get; init; }

    /// <summary>-1 null.</summary>
    public int ValueLength { get; init; }

    public ReadOnlySpan<byte> Value { get; init; }

    public bool HasHeaders { get; init; }

    /// <summary>Their count, and they; messages of magic 0 and 1 have none.</summary>
    public ReadOnlySpan<byte> Headers { get; init; }
}
