using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// The partitions of one Produce that are not stored. They are noted while the frame is looked at, and told once it is clear that it does not
/// have to wait. One per session, on its RequestLoop.
/// </summary>
internal sealed class StoreRefusals(SessionState session, ILogger log)
{
    private readonly List<(int Partition, TopicAccess Topic, List<RecordRefusal> Refusals)> _refused = [];

    public void Clear() => _refused.Clear();

    public void Note(int partition, TopicAccess topic, List<RecordRefusal> refusals) => _refused.Add((partition, topic, [.. refusals]));

    /// <summary>Takes out what was noted, and what could not be quarantined; a topic of which nothing is left goes too.</summary>
    public void Tell(Exchange exchange, ProduceFields fields, ReadOnlySpan<QuarantineFailure> unquarantined)
    {
        var walk = exchange.Request;
        foreach (var (partition, topic, refusals) in _refused)
        {
            topic.Error = KafkaError.InvalidRecord;
            log.RecordsRefused(session.Id, session.Principal, topic.Name, refusals.Count, refusals[0].BatchIndex, refusals[0].Text);
            ProduceRefusal.Add(exchange, partition, refusals);
        }

        foreach (var failure in unquarantined)
        {
            failure.From.Error = failure.Error;
            log.RecordsNotQuarantined(session.Id, session.Principal, failure.From.Name, failure.Topic, failure.Why);
            ProduceRefusal.Add(exchange, failure);
        }

        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            if (!exchange.Denials.IsTaken(walk, element) && exchange.Denials.TookAllOf(walk, walk.Child(element, fields.Partitions)))
                exchange.Denials.Take(exchange, element);
        }

        _refused.Clear();
    }
}
