using Compliance.Gateway.Audit;
using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>
/// Leaves the evidence: one event per request and topic, once the outcome is known and before the client hears of it. What can't be
/// written down must not take place: the connection is closed instead. One per session; each direction has an event of its own.
/// </summary>
internal sealed class Witness(Recorder recorder, Aggregator aggregator, TopicCatalog topics, SessionState session, TimeProvider time) : IStep
{
    private const short Produce = 0;
    private const short Fetch = 1;
    private const short ShareFetch = 78;

    private readonly EventDraft _onRequest = new(session, time);
    private readonly EventDraft _onResponse = new(session, time);

    public Interest InterestIn(short apiKey, short version) => Interest.Request | Interest.Response;

    public Verdict OnRequest(Exchange exchange)
    {
        if (!recorder.Takes)
            return Unwritable(exchange);
        NoteRequest(exchange);
        return exchange.OneWay ? Record(exchange, _onRequest) : Verdict.Next;
    }

    /// <summary>A request that an earlier step answered; it never reaches a broker.</summary>
    public Verdict OnReply(Exchange exchange)
    {
        if (!recorder.Takes)
            return Unwritable(exchange);
        NoteRequest(exchange);
        return Record(exchange, _onRequest) == Verdict.Break ? Verdict.Break : Verdict.Reply;
    }

    public Verdict OnResponse(Exchange exchange)
    {
        switch (exchange.Api.Key)
        {
            case Produce:
                ProducedFacts.FromAnswer(exchange, topics);
                break;
            case Fetch or ShareFetch:
                FetchedFacts.FromAnswer(exchange, topics);
                break;
            default:
                AnswerFacts.Read(exchange);
                break;
        }

        return Record(exchange, _onResponse);
    }

    private void NoteRequest(Exchange exchange)
    {
        var walk = exchange.Request;
        if (exchange.Api.Key == Produce)
            ProducedFacts.FromRequest(exchange, topics);
        else if (exchange.Api.Key is not (Fetch or ShareFetch) && !ApiKinds.Of(exchange.Api).IsCounted)
            NoteTopics(exchange, walk);
        exchange.GroupId = RequestNames.Group(walk);
        exchange.TransactionalId = RequestNames.TransactionalId(walk);
    }

    private void NoteTopics(Exchange exchange, Walk walk)
    {
        foreach (var name in walk.WithRole(FieldRole.TopicName))
        {
            if (walk.Nodes[name].Kind == NodeKind.Value)
                topics.Note(exchange, walk, Named(walk, name));
        }

        foreach (var id in walk.WithRole(FieldRole.TopicId))
            topics.Note(exchange, walk, walk.Nodes[id].Parent);
    }

    /// <summary>The struct around a name, or the name itself where it is an element of a list.</summary>
    private static int Named(Walk walk, int name) =>
        walk.Nodes[walk.Nodes[name].Parent].Kind == NodeKind.Array ? name : walk.Nodes[name].Parent;

    private Verdict Record(Exchange exchange, EventDraft draft)
    {
        var kind = ApiKinds.Of(exchange.Api);
        var isFetch = exchange.Api.Key is Fetch or ShareFetch;
        var rows = 0;
        for (var i = 0; i < exchange.Topics.Count; i++)
        {
            var topic = exchange.Topics[i];
            // Of what is counted together only a refusal is told by itself. A fetch names every topic that its client is subscribed to;
            // what matters is where something came back.
            if ((kind.IsCounted && topic.Error != KafkaError.TopicAuthorizationFailed) || (isFetch && topic.Records == 0 && topic.Error == KafkaError.None))
                continue;
            rows++;
            if (!recorder.Append(draft.OfTopic(exchange, kind, topic)))
                return Unwritable(exchange);
        }

        if (rows > 0)
            return Verdict.Next;
        var e = draft.OfRequest(exchange, kind);
        var isCounted = (kind.IsCounted || isFetch) && e.ErrorCode == 0 && exchange.RefusedWith == KafkaError.None;
        return (isCounted ? aggregator.Count(e) : recorder.Append(e)) ? Verdict.Next : Unwritable(exchange);
    }

    private static Verdict Unwritable(Exchange exchange) => exchange.Break(FaultSide.Audit, Session.FaultKind.EvidenceUnwritable,
        "The audit journal takes no events, so nothing may pass. See the audit log lines for the cause: a full or failed disk, or a topic that is away for long.");
}
