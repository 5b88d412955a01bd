namespace Compliance.Kafka.Tests.Records;

/// <summary>One record to be encoded by <see cref="SpecBatch"/>.</summary>
internal sealed record SpecRecord(byte[]? Key, byte[]? Value, (string Key, byte[]? Value)[] Headers, int OffsetDelta, long TimestampDelta)
{
    public SpecRecord(byte[]? value, int offsetDelta = 0)
        : this(null, value, [], offsetDelta, offsetDelta)
    {
    }

    public string? ValueHex => Value is null ? null : Convert.ToHexStringLower(Value);
}
