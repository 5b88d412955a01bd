namespace Compliance.Kafka.Records;

/// <summary>One header of a record, as ranges of the batch; lives as long as its <see cref="RecordView"/>.</summary>
public readonly ref struct HeaderView
{
    internal HeaderView(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool isNull)
    {
        Key = key;
        Value = value;
        IsNull = isNull;
    }

    /// <summary>UTF-8; may be empty, and may occur more than once in a record.</summary>
    public ReadOnlySpan<byte> Key { get; }

    public ReadOnlySpan<byte> Value { get; }

    public bool IsNull { get; }
}
