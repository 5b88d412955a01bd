using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>
/// Refuses what the journal has no room for, in a way that makes clients ask again later: strict requests first, when full all of them. Of
/// a Produce only the topics concerned are refused, before anybody works on them; of a Fetch the broker is asked, since its
/// session goes on, and the records of the topics concerned are left out of the answer. A share group's broker counts what it hands out, and
/// gives up for the whole group what was handed out too often: it is asked for no records. One per session.
/// </summary>
internal sealed class HoldBack(AuditTrail audit, TopicCatalog topics, Modes modes, TimeProvider time) : IStep
{
    private const string Text = "The proxy's audit journal has too little room for this request; nothing was done. Send it again later.";

    public Interest InterestIn(short apiKey, short version) => Interest.Request | Interest.Response;

    public Verdict OnRequest(Exchange exchange)
    {
        if (ShareFetchFields.IsOf(exchange.Api))
            return OnShareFetch(exchange);
        if (!IsNarrow)
            return Verdict.Next;
        return ApiKinds.Of(exchange.Api).Group switch
        {
            ApiGroup.Produce => OnProduce(exchange),
            ApiGroup.Fetch => Verdict.Next,
            var group => OnAny(exchange, group),
        };
    }

    /// <summary>Grammar: … [responses: (topic | topic_id) [partitions: partition_index error_code … records]].</summary>
    public Verdict OnResponse(Exchange exchange)
    {
        if (!IsNarrow || !FetchedFields.IsOf(exchange.Api))
            return Verdict.Next;
        var (walk, fields) = (exchange.Response, FetchedFields.Of(exchange.Response.Program));
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            var topic = topics.Note(exchange, walk, element);
            if (!Holds(topic, ApiGroup.Fetch))
                continue;
            if (fields.HasAcquired(walk, element))
                return GiveBack(exchange);
            foreach (var partition in walk.Elements(walk.Child(element, fields.Partitions)))
                Withhold(exchange, topic, partition, fields);
        }

        return Verdict.Next;
    }

    private bool IsNarrow => audit.Ladder.Rung is Rung.RefuseStrict or Rung.Full || IsFull;

    /// <summary>No event is taken now, be it that the disk is only behind for a moment.</summary>
    private bool IsFull => audit.Recorder.State == JournalState.Full;

    /// <summary>Whether a topic, or (null) a request that names none, has to wait.</summary>
    private bool Holds(TopicAccess? topic, ApiGroup group)
    {
        if (audit.Recorder.PermitsWhenFull)
            return modes.IsStrictByPolicy(topic, group);
        return IsFull || modes.Of(topic, group, denied: false, failed: false) == AuditMode.Strict;
    }

    /// <summary>Grammar: … [topic_data: (name | topic_id) [partition_data: index records]].</summary>
    private Verdict OnProduce(Exchange exchange)
    {
        var (walk, fields) = (exchange.Request, ProduceFields.Of(exchange.Request.Program));
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            var topic = topics.Note(exchange, walk, element);
            if (!Holds(topic, ApiGroup.Produce))
                continue;
            if (exchange.OneWay)
                return Close(exchange);
            Hold(topic, RetriableError.Of(exchange.Api, exchange.Version));
            foreach (var partition in walk.Elements(walk.Child(element, fields.Partitions)))
                exchange.Denials.Refuse(exchange, partition, topic.Error, Text);
            exchange.Denials.Take(exchange, element);
        }

        if (!exchange.Denials.TookAllOf(walk, walk.Child(Walk.Root, fields.Topics)))
            return Verdict.Next;
        return Answer(exchange, exchange.Denials.Refused(exchange));
    }

    /// <summary>Grammar: … max_records … [topics: topic_id [partitions: partition_index [acknowledgement_batches]]] …; what is acknowledged is taken.</summary>
    private Verdict OnShareFetch(Exchange exchange)
    {
        var (walk, fields) = (exchange.Request, ShareFetchFields.Of(exchange.Request.Program));
        var share = exchange.Session.ShareTopics ??= new ShareTopics();
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            if (topics.Note(exchange, walk, element).Name is { } name)
                share.Add(name);
        }

        if (!IsNarrow || !share.Any(topic => Holds(topic, ApiGroup.Fetch)))
            return Verdict.Next;
        exchange.RequestEdits.SetInt32(walk.Child(Walk.Root, fields.MaxRecords), 0);
        // A broker that is asked for no records answers at once.
        Rest(exchange);
        audit.Held.Refuse();
        return Verdict.Next;
    }

    /// <summary>The journal became too full between the request and its answer.</summary>
    private Verdict GiveBack(Exchange exchange)
    {
        audit.Held.Refuse();
        return exchange.Break(FaultSide.Audit, FaultKind.EvidenceUnwritable,
            "The audit journal has too little room for records that the broker has just handed out for a share group. With the connection they go back to the group at once; the client connects again and waits. See the audit log lines for the cause: a full disk, or a topic that is away for long.");
    }

    private Verdict OnAny(Exchange exchange, ApiGroup group)
    {
        topics.NoteAll(exchange, exchange.Request);
        var holds = Holds(null, group);
        for (var i = 0; i < exchange.Topics.Count && !holds; i++)
            holds = Holds(exchange.Topics[i], group);
        if (!holds)
            return Verdict.Next;
        var error = RetriableError.Of(exchange.Api, exchange.Version);
        if (!ErrorReply.TryCreate(exchange.Request, error, Text, out var reply))
            return Close(exchange);
        exchange.RefusedWith = error;
        audit.Held.Refuse();
        return Answer(exchange, reply);
    }

    private Verdict Answer(Exchange exchange, Message reply)
    {
        exchange.IsHeldBack = true;
        var wait = Rest(exchange);
        if (reply.Program.FieldId(Exchange.ThrottleField) is not null)
            reply[Exchange.ThrottleField] = (int)wait.TotalMilliseconds;
        reply.Encode(exchange.Reply);
        return Verdict.Reply;
    }

    private TimeSpan Rest(Exchange exchange)
    {
        var wait = audit.Ladder.Wait;
        exchange.Session.Rest(wait, time);
        return wait;
    }

    private void Withhold(Exchange exchange, TopicAccess topic, int partition, FetchedFields fields)
    {
        var (walk, edits) = (exchange.Response, exchange.ResponseEdits);
        var records = walk.Child(partition, fields.Records);
        if (records < 0 || walk.IsNull(records) || walk.Nodes[records].Length == 0)
            return;
        if (!topic.IsHeldBack)
            Hold(topic, RetriableError.Of(exchange.Api, exchange.Version));
        edits.SetInt16(walk.Child(partition, fields.Error), (short)topic.Error);
        edits.SetBytes(records, ReadOnlyMemory<byte>.Empty);
    }

    private void Hold(TopicAccess topic, KafkaError error)
    {
        (topic.Error, topic.IsHeldBack, topic.IsWithheld) = (error, true, true);
        audit.Held.Refuse();
    }

    private static Verdict Close(Exchange exchange) => exchange.Break(FaultSide.Audit, FaultKind.EvidenceUnwritable,
        $"The audit journal has too little room for {exchange.Api.Name}, which has no answer that could say so. See the audit log lines for the cause: a full disk, or a topic that is away for long.");
}
