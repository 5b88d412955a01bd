using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>
/// Leaves the evidence: one event per request and topic, once the outcome is known and before the client hears of it, each kept as
/// <see cref="Modes"/> says. What can't be written down must not take place: the connection is closed instead. One per session; each
/// direction has an event of its own.
/// </summary>
internal sealed class Witness(AuditTrail audit, TopicCatalog topics, Modes modes, SessionState session, TimeProvider time) : IStep
{
    private const short Produce = 0;

    private readonly EventDraft _onRequest = new(session, time);
    private readonly EventDraft _onResponse = new(session, time);

    public Interest InterestIn(short apiKey, short version) => Interest.Request | Interest.Response;

    public Verdict OnRequest(Exchange exchange)
    {
        if (audit.Recorder.State == JournalState.Failed)
            return Unwritable(exchange);
        NoteRequest(exchange);
        return exchange.OneWay ? Record(exchange, _onRequest) : Verdict.Next;
    }

    /// <summary>A request that an earlier step answered; it never reaches a broker.</summary>
    public Verdict OnReply(Exchange exchange)
    {
        if (audit.Recorder.State == JournalState.Failed)
            return Unwritable(exchange);
        NoteRequest(exchange);
        return Record(exchange, _onRequest) == Verdict.Break ? Verdict.Break : Verdict.Reply;
    }

    public Verdict OnResponse(Exchange exchange)
    {
        if (exchange.Api.Key == Produce)
            ProducedFacts.FromAnswer(exchange, topics);
        else if (FetchedFields.IsOf(exchange.Api))
            FetchedFacts.FromAnswer(exchange, topics);
        else
            AnswerFacts.Read(exchange);
        return Record(exchange, _onResponse);
    }

    private void NoteRequest(Exchange exchange)
    {
        var walk = exchange.Request;
        if (exchange.Api.Key == Produce)
            ProducedFacts.FromRequest(exchange, topics);
        else if (!FetchedFields.IsOf(exchange.Api) && !ApiKinds.Of(exchange.Api).IsPoll)
            topics.NoteAll(exchange, walk);
        exchange.Opened ??= topics.Opened;
        exchange.GroupId ??= RequestNames.Group(walk);
        exchange.TransactionalId ??= RequestNames.TransactionalId(walk);
    }

    private Verdict Record(Exchange exchange, EventDraft draft)
    {
        // One that was opened while the request was on its way belongs to the answer.
        exchange.Opened ??= topics.Opened;
        var kind = ApiKinds.Of(exchange.Api);
        var isFetch = FetchedFields.IsOf(exchange.Api);
        var rows = 0;
        for (var i = 0; i < exchange.Topics.Count; i++)
        {
            var topic = exchange.Topics[i];
            // Of what is counted together only a refusal is told by itself. A fetch names every topic that its client is subscribed to;
            // what matters is where something came back.
            if ((kind.IsPoll && topic.Error != KafkaError.TopicAuthorizationFailed) || (isFetch && topic.Records == 0 && topic.Error == KafkaError.None))
                continue;
            rows++;
            if (!Keep(exchange, draft, draft.OfTopic(exchange, kind, topic), topic, kind.Group))
                return Unwritable(exchange);
        }

        if (rows > 0)
            return Verdict.Next;
        return Keep(exchange, draft, draft.OfRequest(exchange, kind), null, isFetch ? ApiGroup.Polls : kind.Group) ? Verdict.Next : Unwritable(exchange);
    }

    /// <summary>False: it can't be kept as it has to be.</summary>
    private bool Keep(Exchange exchange, EventDraft draft, AuditEvent e, TopicAccess? topic, ApiGroup group)
    {
        // A client that was told to come back later may do so often.
        var isHeldBack = exchange.IsHeldBack || topic is { IsHeldBack: true };
        var mode = isHeldBack ? AuditMode.Aggregate : modes.Of(topic, group, e.Decision == EventDraft.Deny, e.ErrorCode != 0);
        if (audit.Ladder.Rung >= Rung.Throttle && (isHeldBack || mode >= AuditMode.Durable))
            Slow(exchange, isAnswer: draft == _onResponse);
        switch (mode)
        {
            case AuditMode.Aggregate:
                return audit.Aggregator.Count(e);
            case AuditMode.BestEffort:
                draft.Replace(audit.Ring.Put(e));
                return true;
            case AuditMode.Strict when audit.Recorder.Append(e):
                exchange.DurableAt = Math.Max(exchange.DurableAt, e.Sequence);
                return true;
            default:
                return mode == AuditMode.Durable && audit.Recorder.Append(e);
        }
    }

    /// <summary>The client is told how long to wait, and its next request is not read before.</summary>
    private void Slow(Exchange exchange, bool isAnswer)
    {
        var wait = audit.Ladder.Wait;
        exchange.Session.Rest(wait, time);
        if (isAnswer && exchange.TellToWait(wait))
            audit.Held.Slow();
    }

    private static Verdict Unwritable(Exchange exchange) => exchange.Break(FaultSide.Audit, Session.FaultKind.EvidenceUnwritable,
        "The audit journal takes no events, so nothing may pass. See the audit log lines for the cause: a full or failed disk, or a topic that is away for long.");
}
