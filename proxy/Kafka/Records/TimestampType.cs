namespace Compliance.Kafka.Records;

/// <summary>Whose clock a batch's timestamps are: none in magic 0, the producer's, or the broker's.</summary>
public enum TimestampType : byte
{
    NoTimestamp,
    CreateTime,
    LogAppendTime,
}
