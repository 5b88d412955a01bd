namespace Compliance.Kafka.Records;

/// <summary>What one record's key and value become; lives for one call, over the rebuilder's buffer of pending replacements.</summary>
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
}
