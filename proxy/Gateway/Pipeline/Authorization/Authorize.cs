using Compliance.Gateway.Pipeline.Witnessing;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// Decides every request by the rules of the route, as a broker's authorizer would: deny by default, partly allowed requests answered
/// in part, and nothing listed that may not be described. <see cref="AccessTable"/> says what is checked; the few APIs whose check is
/// no row of a table have a class of their own. One per session.
/// </summary>
internal sealed class Authorize(AccessRights rights, FetchAccess fetch, MetadataAccess metadata, TopicCatalog topics) : IStep
{
    private const short Produce = 0;
    private const short Fetch = 1;
    private const short Metadata = 3;
    private const short FindCoordinator = 10;
    private const short CreateTopics = 19;
    private const short DeleteTopics = 20;
    private const short InitProducerId = 22;
    private const short AddPartitionsToTxn = 24;
    private const short OffsetDelete = 47;
    private const short DescribeTopicPartitions = 75;
    private const short ShareFetch = 78;
    private const short ShareAcknowledge = 79;
    private const short AlterShareOffsets = 91;
    private const short DeleteShareOffsets = 92;

    /// <summary>Everything: what is not looked at would pass unseen.</summary>
    public Interest InterestIn(short apiKey, short version) => Interest.Request | Interest.Response;

    public Verdict OnRequest(Exchange exchange)
    {
        if (AccessPlan.Of(exchange.Api, exchange.Version) is not { } plan)
            return exchange.Break(Session.FaultSide.Proxy, Session.FaultKind.UnknownApi, $"{exchange.Api.Name} has no row in the access table, so nobody may use it.");
        var verdict = exchange.Api.Key switch
        {
            Fetch => fetch.OnRequest(exchange),
            Metadata => metadata.OnRequest(exchange),
            FindCoordinator => CoordinatorAccess.OnRequest(exchange, rights),
            InitProducerId => ProducerIdAccess.OnRequest(exchange, rights),
            DescribeTopicPartitions => TopicCursor.OnRequest(exchange),
            _ when exchange.Request.Program.Has(FieldRole.TopicRegex) => RegexAccess.OnRequest(exchange, rights),
            _ => Verdict.Next,
        };
        foreach (var check in plan.OnRequest)
        {
            if (verdict != Verdict.Next)
                break;
            verdict = Decide(exchange, check);
        }

        return verdict;
    }

    public Verdict OnResponse(Exchange exchange)
    {
        var (walk, edits) = (exchange.Response, exchange.ResponseEdits);
        var plan = AccessPlan.Of(exchange.Api, exchange.Version)!;
        foreach (var (check, field) in plan.OnResponse)
        {
            if (check.UnlessCluster is { } operation && rights.OnCluster(operation))
                continue;
            if (check.Scope == CheckScope.Listed)
                AnswerFilter.Leave(walk, edits, field, check, rights, topics);
            else
                AnswerFilter.Refuse(walk, edits, field, check, rights);
        }

        OperationBits.Rewrite(walk, edits, plan.Bits, rights);
        if (exchange.Api.Key == CreateTopics)
            CreatedTopics.HideConfigs(walk, edits, rights);
        if (exchange.Api.Key == DescribeTopicPartitions)
            TopicCursor.OnResponse(walk, edits, rights);
        if (exchange.Api.Key == Metadata)
            metadata.OnResponse(exchange);
        if (exchange.Api.Key == Fetch)
            fetch.OnResponse(exchange);
        if (exchange.Denials.Any && !HasFailed(walk))
            exchange.Denials.AppendTo(walk, edits);
        return Verdict.Next;
    }

    /// <summary>An answer that fails as a whole (a session that is not there) has no entries.</summary>
    private static bool HasFailed(Walk answer) =>
        answer.Child(Walk.Root, answer.Program.FieldId("ErrorCode")) is var error and >= 0 && answer.Int16(error) != 0;

    private Verdict Decide(Exchange exchange, CompiledCheck compiled)
    {
        var check = compiled.Check;
        if (check.UnlessCluster is { } operation && rights.OnCluster(operation))
            return Verdict.Next;
        return check.Scope switch
        {
            CheckScope.Never => Refusal.Whole(exchange, check.Error, default),
            CheckScope.Cluster => OnCluster(exchange, check),
            CheckScope.Named => OnName(exchange, check, exchange.Request.Child(Walk.Root, compiled.Field)),
            CheckScope.AllOf => OnAll(exchange, check, compiled.Field),
            _ => OnEntries(exchange, check, compiled.Field),
        };
    }

    private Verdict OnCluster(Exchange exchange, AccessCheck check)
    {
        var decision = rights.Decide(check.Operation, ResourceType.Cluster, AccessRights.ClusterName);
        exchange.Decision = decision;
        if (rights.Observe(decision, check.Operation, ResourceType.Cluster, AccessRights.ClusterName) is { } would)
            exchange.Observing().Add(would);
        return decision.Allowed ? Verdict.Next : Refusal.Whole(exchange, check.Error, decision);
    }

    private Verdict OnName(Exchange exchange, AccessCheck check, int node)
    {
        if (node < 0 || exchange.Request.IsNull(node) || (exchange.Api.Key == Produce && !RequestForm.HasTransactionalRecords(exchange.Request)))
            return Verdict.Next;
        var decision = rights.Decide(check.Operation, check.Resource, exchange.Request.Utf8(node));
        exchange.Decision = decision;
        if (rights.Observe(decision, check.Operation, check.Resource, exchange.Request.Utf8(node)) is { } would)
            exchange.Observing().Add(would);
        return decision.Allowed ? Verdict.Next : Refusal.Whole(exchange, check.Error, decision);
    }

    private Verdict OnAll(Exchange exchange, AccessCheck check, ushort? list)
    {
        foreach (var array in exchange.Request.All(list))
        {
            foreach (var element in exchange.Request.Elements(array))
            {
                var name = EntryName.Of(exchange.Request, element, check.Resource);
                var decision = rights.Decide(check.Operation, check.Resource, exchange.Request.Utf8(name));
                if (rights.Observe(decision, check.Operation, check.Resource, exchange.Request.Utf8(name)) is { } would)
                    exchange.Observing().Add(would);
                if (!decision.Allowed)
                    return Refusal.Whole(exchange, check.Error, decision);
            }
        }

        return Verdict.Next;
    }

    private Verdict OnEntries(Exchange exchange, AccessCheck check, ushort? list)
    {
        foreach (var array in exchange.Request.All(list))
        {
            foreach (var element in exchange.Request.Elements(array))
            {
                if (exchange.Denials.IsTaken(exchange.Request, element) || (check.OfNames && !EntryName.IsGiven(exchange.Request, element, check.Resource)))
                    continue;
                var (decision, error) = check.Scope == CheckScope.ConfigEntries
                    ? ConfigAccess.Decide(exchange.Request, element, check, rights)
                    : Decide(exchange, check, element);
                if (decision.Allowed)
                    continue;
                if (check.Resource is ResourceType.Group or ResourceType.TransactionalId)
                    Note(exchange, check.Resource, element, decision);
                // The form of the whole is looked at once, whatever is denied in it.
                if (!exchange.Denials.Any && RequestForm.ErrorOf(exchange.Request, error) is var whole && whole != error)
                    return Refusal.Whole(exchange, error, decision);
                var entry = exchange.Denials.Refuse(exchange, element, RequestForm.ErrorOf(exchange.Request, element, error));
                if (exchange.Api.Key == DeleteTopics)
                    DeletedTopics.Name(exchange, element, entry, topics, rights);
            }
        }

        if (exchange.Api.Key == AddPartitionsToTxn && exchange.Denials.Any)
            RefuseTheRest(exchange, list);
        return GoesOnWithNothing(exchange.Api.Key) ? Verdict.Next : Refusal.IfNothingIsLeft(exchange, list);
    }

    /// <summary>
    /// Clients ignore metadata without brokers, and only the broker knows them; each share request is a step of a session at the broker; and
    /// offsets are refused as a whole where their group is not there or busy, which comes before what is denied of them.
    /// </summary>
    private static bool GoesOnWithNothing(short apiKey) => apiKey is Metadata or OffsetDelete or ShareFetch or ShareAcknowledge or AlterShareOffsets or DeleteShareOffsets;

    /// <summary>Partitions join a transaction together or not at all.</summary>
    private static void RefuseTheRest(Exchange exchange, ushort? list)
    {
        foreach (var array in exchange.Request.All(list))
        {
            foreach (var element in exchange.Request.Elements(array))
            {
                if (!exchange.Denials.IsTaken(exchange.Request, element))
                    exchange.Denials.Refuse(exchange, element, KafkaError.OperationNotAttempted);
            }
        }
    }

    private static void Note(Exchange exchange, ResourceType resource, int element, Decision decision)
    {
        var name = KnownNames.Get(exchange.Request.Utf8(EntryName.Of(exchange.Request, element, resource)));
        exchange.NoteDenied(decision, resource == ResourceType.Group ? name : null, resource == ResourceType.Group ? null : name);
    }

    private Decision DecideOther(Exchange exchange, AccessCheck check, int name)
    {
        var decision = rights.Decide(check.Operation, check.Resource, exchange.Request.Utf8(name));
        if (rights.Observe(decision, check.Operation, check.Resource, exchange.Request.Utf8(name)) is { } would)
            exchange.Observing().Add(would);
        return decision;
    }

    /// <summary>A topic that is named by an id nobody knows, or by an id and the name of another, is answered as a broker answers it: unknown, ask again.</summary>
    private (Decision Decision, KafkaError Error) Decide(Exchange exchange, AccessCheck check, int element)
    {
        if (check.Resource != ResourceType.Topic)
            return (DecideOther(exchange, check, EntryName.Of(exchange.Request, element, check.Resource)), check.Error);
        var topic = topics.Note(exchange, exchange.Request, element);
        if (topic.Name is null || topics.Contradicts(exchange.Request, element))
            return (default, KafkaError.UnknownTopicId);
        topic.Decision = rights.Decide(check.Operation, ResourceType.Topic, topic.Name);
        topic.Error = topic.Decision.Allowed ? KafkaError.None : check.Error;
        if (rights.Observe(topic.Decision, check.Operation, ResourceType.Topic, topic.Name) is { } would)
            topic.Observing().Add(would);
        return (topic.Decision, check.Error);
    }
}
