using Compliance.Gateway.Pipeline.Authorization;
using Compliance.Gateway.Pipeline.Observing;
using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// Protects records: what is stored (Produce) and what is read (Fetch, ShareFetch), by the plan of each topic. Edits are splices; a
/// partition without a plan is not opened. One per session; each direction has a buffer of its own, whose bytes live until that
/// direction's next exchange.
/// <code>
/// Produce: each set ─► [Wait: schemas ─► each set] ─► [Wait: quarantine topics] ─► edits, refusals
/// Fetch:   each set ─► [Wait: schemas ─► each set] ─► edits
/// </code>
/// </summary>
internal sealed class Guard(TopicCatalog topics, GuardPool guards, SessionState session, ILogger log, AccessRights? rights = null, Observer? observer = null, FrameQuarantine? quarantine = null) : IStep
{
    private const short ProduceKey = 0;
    private const short FetchKey = 1;
    private const short ShareFetchKey = 78;

    private readonly GuardedRecords _stored = new(guards, When.Produce);

    // What comes of a frame is told once it is clear that the frame does not have to wait; each list belongs to one direction.
    private readonly StoreRefusals _refusals = new(session, log);
    private readonly List<(TopicAccess Topic, long Count, string? Reason)> _withheld = [];
    private readonly GuardedRecords _read = new(guards, When.Consume);

    public Interest InterestIn(short apiKey, short version) => apiKey switch
    {
        ProduceKey => Interest.Request,
        FetchKey or ShareFetchKey => Interest.Response,
        _ => Interest.None,
    };

    /// <summary>Whether a topic of the request has records to protect before they are stored.</summary>
    public bool IsToProtectRequest(Exchange exchange) => exchange.Api.Key == ProduceKey
        && IsToProtect(exchange, exchange.Request, ProduceFields.Of(exchange.Request.Program).Topics, When.Produce);

    /// <summary>Whether a topic of the answer has records to protect before they are read.</summary>
    public bool IsToProtectAnswer(Exchange exchange) => exchange.Api.Key is FetchKey or ShareFetchKey
        && IsToProtect(exchange, exchange.Response, FetchedFields.Of(exchange.Response.Program).Topics, When.Consume);

    /// <summary>Grammar: … [topic_data: (name | topic_id) [partition_data: index records]].</summary>
    public Verdict OnRequest(Exchange exchange)
    {
        if (exchange.Api.Key != ProduceKey)
            return Verdict.Next;
        var (walk, fields) = (exchange.Request, ProduceFields.Of(exchange.Request.Program));
        if (quarantine is not { IsSettled: true } && Protect(exchange, walk, fields) is not Verdict.Next and var wait)
            return wait;
        var unquarantined = quarantine is null ? default : quarantine.Failures;
        foreach (var failure in unquarantined)
            _stored.Forget(walk.Child(failure.Partition, fields.Records));
        _stored.Apply(exchange.RequestEdits);
        if (observer is not null)
            ObserveStored(exchange, walk, fields);
        _refusals.Tell(exchange, fields, unquarantined);
        quarantine?.Begin();
        CountMasked(exchange, When.Produce);
        return Refusal.IfNothingIsLeft(exchange, fields.Topics);
    }

    /// <summary>Grammar: … [responses: (topic | topic_id) [partitions: partition_index error_code … records]].</summary>
    public Verdict OnResponse(Exchange exchange)
    {
        if (exchange.Api.Key is not (FetchKey or ShareFetchKey))
            return Verdict.Next;
        var (walk, fields) = (exchange.Response, FetchedFields.Of(exchange.Response.Program));
        _read.Begin();
        _withheld.Clear();
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            var topic = topics.Note(exchange, walk, element);
            if (topic.IsHeldBack)
                continue;
            var plan = topics.PlanOf(topic);
            topic.Plan = plan?.Consume;
            if (plan is not { Read.Allowed: true } && fields.HasAcquired(walk, element))
                GiveBack(exchange, topic);
            foreach (var partition in walk.Elements(walk.Child(element, fields.Partitions)))
                Read(exchange, partition, topic, plan, fields);
        }

        _read.Return();
        _read.Apply(exchange.ResponseEdits);
        if (_read.IsWaiting && exchange.Fault is null)
            return Wait(exchange);
        if (observer is not null)
            ObserveRead(exchange, walk, fields);
        foreach (var (topic, count, reason) in _withheld)
            log.RecordsWithheld(session.Id, session.Principal, topic.Name, count, reason);
        CountMasked(exchange, When.Consume);
        return exchange.Fault is null ? Verdict.Next : Verdict.Break;
    }

    /// <summary>After <see cref="Verdict.Wait"/>: asks the schema registry, or writes to quarantine topics, for so long as the limits say.</summary>
    public Task WaitAsync(bool isAnswer, CancellationToken cancel) =>
        isAnswer ? _read.LookUpAsync(cancel) : quarantine is { IsToWrite: true } ? quarantine.WriteAsync(cancel) : _stored.LookUpAsync(cancel);

    public void ReleaseRequest() => _stored.Begin();

    public void ReleaseResponse() => _read.Begin();

    /// <summary>Protects what is stored, and says whether something has to be waited for before it goes on.</summary>
    private Verdict Protect(Exchange exchange, Walk walk, ProduceFields fields)
    {
        _stored.Begin();
        _refusals.Clear();
        quarantine?.Begin();
        try
        {
            foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
            {
                if (exchange.Denials.IsTaken(walk, element))
                    continue;
                var topic = topics.Note(exchange, walk, element);
                if (topics.PlanOf(topic)?.Produce is { IsEmpty: false } plan)
                    Store(exchange, element, topic, plan, fields);
            }
        }
        catch
        {
            // A defect ends the session; the room it has taken is everybody's.
            quarantine?.Begin();
            throw;
        }

        _stored.Return();
        if (!_stored.IsWaiting)
            return quarantine is { IsToWrite: true } ? Verdict.Wait : Verdict.Next;
        quarantine?.Begin();
        return Wait(exchange);
    }

    private bool IsToProtect(Exchange exchange, Walk walk, ushort? list, When when)
    {
        foreach (var element in walk.Elements(walk.Child(Walk.Root, list)))
        {
            var plan = topics.PlanOf(topics.Note(exchange, walk, element));
            if ((when == When.Produce ? plan?.Produce : plan?.Consume) is { IsEmpty: false } || (when == When.Produce ? plan?.Observed?.Produce : plan?.Observed?.Consume) is not null)
                return true;
        }

        return false;
    }

    /// <summary>Once for each request: what waits for a schema comes here when it waits no more.</summary>
    private void ObserveStored(Exchange exchange, Walk walk, ProduceFields fields)
    {
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            if (exchange.Denials.IsTaken(walk, element))
                continue;
            var topic = topics.Note(exchange, walk, element);
            if (topics.PlanOf(topic)?.Observed?.Produce is { } observed)
                Observe(observed, When.Produce, walk, walk.Child(element, fields.Partitions), fields.Records, topic);
        }
    }

    /// <summary>As <see cref="ObserveStored"/>, of an answer.</summary>
    private void ObserveRead(Exchange exchange, Walk walk, FetchedFields fields)
    {
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            var topic = topics.Note(exchange, walk, element);
            if (topic.IsHeldBack || topics.PlanOf(topic) is not { Observed: { } observed } plan || !HasRecords(walk, element, fields))
                continue;
            if (topic.Observed?.Decision is null && rights?.Observe(plan.Read, Operation.Read, ResourceType.Topic, plan.Name) is { } would)
                topic.Observing().Add(would);
            if (plan.Read.Allowed && observed.Consume is { } consume)
                Observe(consume, When.Consume, walk, walk.Child(element, fields.Partitions), fields.Records, topic);
        }
    }

    private void Observe(FieldPlan plan, When when, Walk walk, int partitions, ushort? field, TopicAccess topic)
    {
        if ((when == When.Produce ? _stored : _read).HasAsked)
            return;
        foreach (var partition in walk.Elements(partitions))
        {
            var records = walk.Child(partition, field);
            if (records >= 0 && !walk.IsNull(records) && walk.Nodes[records].Length > 0)
                observer?.Look(plan, when, walk.Content(records), topic);
        }
    }

    private static bool HasRecords(Walk walk, int topic, FetchedFields fields)
    {
        foreach (var partition in walk.Elements(walk.Child(topic, fields.Partitions)))
        {
            if (walk.Child(partition, fields.Records) is var records and >= 0 && walk.Nodes[records].Length > 0)
                return true;
        }

        return false;
    }

    /// <summary>All of the frame is looked at again, so nothing of this time counts.</summary>
    private static Verdict Wait(Exchange exchange)
    {
        for (var i = 0; i < exchange.Topics.Count; i++)
            exchange.Topics[i].Counts.Reset();
        return Verdict.Wait;
    }

    private void CountMasked(Exchange exchange, When when)
    {
        for (var i = 0; i < exchange.Topics.Count; i++)
            guards.Metrics?.Masked(when, exchange.Topics[i].Counts);
    }

    /// <summary>A batch with one unreadable record is refused as a whole: an idempotent producer's sequence admits no gap.</summary>
    private void Store(Exchange exchange, int element, TopicAccess topic, FieldPlan plan, ProduceFields fields)
    {
        topic.Plan = plan;
        var walk = exchange.Request;
        foreach (var partition in walk.Elements(walk.Child(element, fields.Partitions)))
        {
            var records = walk.Child(partition, fields.Records);
            if (walk.IsNull(records))
                continue;
            if (plan.Quarantines)
                quarantine!.Enter(exchange, topic, partition, walk.Int32(walk.Child(partition, fields.Index)));
            if (_stored.Guard(walk, records, plan, topic, quarantine: plan.Quarantines ? quarantine : null) != GuardResult.Refused)
                continue;
            quarantine?.Drop(partition);
            _refusals.Note(partition, topic, _stored.Reasons.Refusals);
        }
    }

    /// <summary>
    /// The right to read was taken away while a share session goes on. Kept from its reader, the records would stay locked, come again, and be
    /// given up for the whole group once that was so often enough; with the connection they go back to the group at once.
    /// </summary>
    private static void GiveBack(Exchange exchange, TopicAccess topic) => exchange.Break(FaultSide.Policy, Session.FaultKind.Refused,
        $"The broker has handed out records of {topic.Name ?? "an unknown topic"} for a share group to one who may not read them any more. With the connection they go back to the group; the client connects again and is told.");

    /// <summary>A topic that slipped into the answer without the right to read it (an old session's, say) is answered for here.</summary>
    private void Read(Exchange exchange, int partition, TopicAccess topic, TopicPlan? plan, FetchedFields fields)
    {
        var walk = exchange.Response;
        var records = walk.Child(partition, fields.Records);
        if (plan is not { Read.Allowed: true })
        {
            topic.IsWithheld = true;
            topic.Error = plan is null ? KafkaError.UnknownTopicId : KafkaError.TopicAuthorizationFailed;
            exchange.ResponseEdits.SetInt16(walk.Child(partition, fields.Error), (short)topic.Error);
            if (records >= 0 && !walk.IsNull(records))
                _read.Withhold(records);
        }
        else if (!plan.Consume.IsEmpty && records >= 0 && walk.Nodes[records].Length > 0)
        {
            var before = topic.Counts.Failures;
            _read.Guard(walk, records, plan.Consume, topic, topics.LimitOf(plan));
            if (topic.Counts.Failures > before)
                _withheld.Add((topic, topic.Counts.Failures - before, _read.Reasons.Withheld));
        }
    }
}
