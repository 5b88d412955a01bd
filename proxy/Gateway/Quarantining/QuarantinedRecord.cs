using Compliance.Gateway.Pipeline;
using Confluent.Kafka;

namespace Compliance.Gateway.Quarantining;

/// <summary>
/// One record on its way to a quarantine topic: key, value and headers as their producer wrote them, with headers behind them that say where it
/// is from. Owner: the frame it came in; once that has handed it over, the writer's, until it is settled.
/// </summary>
/// <param name="from">The topic it was written to.</param>
/// <param name="partition">Its partition's node in the request.</param>
/// <param name="topic">The quarantine topic.</param>
/// <param name="message">A copy of its own.</param>
/// <param name="bytes">What it takes of <c>limits.maxQuarantineBytes</c>.</param>
internal sealed class QuarantinedRecord(TopicAccess from, int partition, string topic, Message<byte[]?, byte[]?> message, long bytes)
{
    public TopicAccess From => from;
    public int Partition => partition;
    public string Topic => topic;
    public Message<byte[]?, byte[]?> Message => message;
    public long Bytes => bytes;

    /// <summary>Once it is settled: why no topic has it; null: all replicas in sync do.</summary>
    public Error? Failure { get; set; }
}
