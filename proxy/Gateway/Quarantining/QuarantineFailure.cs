using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;
using Confluent.Kafka;

namespace Compliance.Gateway.Quarantining;

/// <summary>Why nothing of a partition passes: a record of it should be in a quarantine topic, and is not. Words for logs and for the producer.</summary>
/// <param name="Partition">Its node in the request.</param>
/// <param name="From">The topic that the records were for.</param>
/// <param name="Topic">The quarantine topic.</param>
/// <param name="Error">What the producer is told: to send the batch again, wherever that can help.</param>
/// <param name="Why">What stood in the way, and how to mend it.</param>
internal sealed record QuarantineFailure(int Partition, TopicAccess From, string Topic, KafkaError Error, string Why)
{
    public const string NoWriter = "the proxy has no cluster to write to";
    public const string NoRoom = "too much is on its way to quarantine topics already (limits.maxQuarantineBytes)";

    public static QuarantineFailure Of(QuarantinedRecord record, Error error) => new(
        record.Partition, record.From, record.Topic,
        error.Code == ErrorCode.MsgSizeTooLarge ? KafkaError.MessageTooLarge : KafkaError.NotEnoughReplicas, Words(record.Topic, error.Code));

    private static string Words(string topic, ErrorCode code) => code switch
    {
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            $"it does not exist, and the proxy creates none; create it: kafka-topics --bootstrap-server BROKERS --create --topic {topic} --replication-factor 3 --config min.insync.replicas=2 --config cleanup.policy=delete",
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => "the proxy's own login may not write to it; allow it Write and Describe there",
        ErrorCode.MsgSizeTooLarge => "the record is larger than it takes; raise its max.message.bytes",
        ErrorCode.InvalidRecord => "it takes no record without a key; set its cleanup.policy to delete",
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown =>
            "its brokers have not acknowledged it within limits.quarantineTimeout; look at them, and at its min.insync.replicas",
        _ => $"it can't be written: {code}",
    };
}
