using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// Fetch: a denied topic is taken out of the request and out of the broker's sight, and every answer of its fetch session carries its
/// error, full or incremental, as a broker's does. Sessions belong to a principal; one that is not the caller's is unknown to it, and so is one
/// that began as another caller, before hours opened or closed or a break-glass grant was given or ended: the client names all that it wants again, and each topic is decided anew.
/// <code>
///   id 0, epoch 0 ──► full, may open a session        id n, epoch 0 or -1 ──► full, closes session n
///   id 0, epoch -1 ─► full, no session                id n, epoch > 0 ──────► incremental: only what changed is named
/// </code>
/// </summary>
internal sealed class FetchAccess(AccessRights rights, FetchSessions sessions, TopicCatalog topics, SessionState session)
{
    /// <summary>Grammar: … session_id session_epoch [topics: (topic | topic_id) [partitions]] [forgotten_topics_data: …] ….</summary>
    public Verdict OnRequest(Exchange exchange)
    {
        var (walk, edits, fields) = (exchange.Request, exchange.RequestEdits, FetchFields.Of(exchange.Request.Program));
        if (fields.ReplicaId(walk) >= 0 && !rights.OnCluster(Operation.ClusterAction))
            return Refusal.Whole(exchange, KafkaError.TopicAuthorizationFailed, default);
        var idNode = walk.Child(Walk.Root, fields.SessionId);
        var id = idNode < 0 ? 0 : walk.Int32(idNode);
        var known = id == 0 ? null : sessions.Find(session.NodeId, id, session.Principal);
        if (id != 0 && walk.Int32(walk.Child(Walk.Root, fields.SessionEpoch)) > 0)
            return known is null || known.By != rights.Caller ? Refusal.Whole(exchange, KafkaError.FetchSessionIdNotFound, default) : OnIncremental(exchange, known, fields);
        if (id != 0 && known is null)
            edits.SetInt32(idNode, 0);
        else if (id != 0)
            sessions.Remove(session.NodeId, id);
        exchange.FetchSession = new FetchSession(session.Principal, rights.Caller);
        TakeDenied(exchange, fields);
        AnswerFor(exchange, exchange.FetchSession);
        if (!exchange.Denials.TookAllOf(walk, walk.Child(Walk.Root, fields.Topics)))
            return Verdict.Next;
        exchange.Denials.WriteAnswer(exchange, exchange.Reply);
        return Verdict.Reply;
    }

    /// <summary>Grammar: … session_id [responses: …]; the session's number is known only now.</summary>
    public void OnResponse(Exchange exchange)
    {
        if (exchange.FetchSession is not { } fetch)
            return;
        var walk = exchange.Response;
        var idNode = walk.Child(Walk.Root, walk.Program.FieldId("SessionId"));
        if (idNode >= 0 && walk.Int32(idNode) is var id and not 0)
            sessions.Add(session.NodeId, id, fetch);
    }

    /// <summary>Every denied partition of the session, named by this request or an earlier one.</summary>
    private static void AnswerFor(Exchange exchange, FetchSession fetch)
    {
        if (fetch.Denied.Count == 0)
            return;
        var answer = exchange.Denials.Refused(exchange);
        foreach (var denied in fetch.Denied)
            FetchRefusal.Add(answer, denied);
    }

    private Verdict OnIncremental(Exchange exchange, FetchSession fetch, FetchFields fields)
    {
        exchange.FetchSession = fetch;
        var walk = exchange.Request;
        foreach (var forgotten in walk.Elements(walk.Child(Walk.Root, fields.Forgotten)))
        {
            var partitions = walk.Child(forgotten, fields.ForgottenPartitions);
            fetch.Forget(NameOf(walk, forgotten), IdOf(walk, forgotten), Numbers(walk, partitions));
        }

        TakeDenied(exchange, fields);
        AnswerFor(exchange, fetch);
        return Verdict.Next;
    }

    private void TakeDenied(Exchange exchange, FetchFields fields)
    {
        var walk = exchange.Request;
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            var topic = topics.Note(exchange, walk, element);
            topic.Decision = topic.Name is { } name ? rights.Decide(Operation.Read, ResourceType.Topic, name) : default;
            if (topic.Decision.Allowed)
                continue;
            if (topic.Name is { } refused && rights.Observe(topic.Decision, Operation.Read, ResourceType.Topic, refused) is { } would)
                topic.Observing().Add(would);
            topic.Error = topic.Name is null ? KafkaError.UnknownTopicId : KafkaError.TopicAuthorizationFailed;
            List<int> partitions = [];
            foreach (var partition in walk.Elements(walk.Child(element, fields.Partitions)))
                partitions.Add(walk.Int32(walk.Child(partition, fields.Partition)));
            exchange.FetchSession!.Deny(new DeniedTopic(NameOf(walk, element), IdOf(walk, element), partitions, topic.Error));
            exchange.Denials.Take(exchange, element, topic.Error);
        }
    }

    private static List<int> Numbers(Walk walk, int array)
    {
        List<int> numbers = [];
        for (var i = 0; i < walk.Nodes[array].Count; i++)
            numbers.Add(walk.Int32At(array, i));
        return numbers;
    }

    private static string? NameOf(Walk walk, int topic) =>
        EntryName.WithRole(walk, topic, FieldRole.TopicName) is var node and >= 0 ? Utf8Names.Comparer.Create(walk.Utf8(node)) : null;

    private static Guid IdOf(Walk walk, int topic) => EntryName.WithRole(walk, topic, FieldRole.TopicId) is var node and >= 0 ? walk.Uuid(node) : default;
}
