using Compliance.Gateway.Upstream;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// Metadata creates the topics that it names and the cluster lacks. Who may not create must not do so through the proxy's account:
/// the request then goes on without auto-creation, and a topic that is not there is answered as denied, as a broker does it. Below version 4,
/// where nothing turns it off, the request goes on as one after all topics, which makes none, and the answer is cut to what was named.
/// Where no broker of the cluster makes topics so, there is no right to ask for, and one that is not there is told as that: who waits for it goes on waiting.
/// One per session; the view is the cluster's, null where nobody has asked it.
/// </summary>
internal sealed class MetadataAccess(AccessRights rights, ClusterView? view)
{
    private bool MakesTopics => view is not { MakesTopics: false };

    /// <summary>Grammar: [topics: … name] allow_auto_topic_creation (v4+) ….</summary>
    public Verdict OnRequest(Exchange exchange)
    {
        var walk = exchange.Request;
        var flag = walk.Child(Walk.Root, walk.Program.FieldId("AllowAutoTopicCreation"));
        var list = walk.Child(Walk.Root, walk.Program.FieldId("Topics"));
        if ((flag >= 0 && !walk.Bool(flag)) || rights.OnCluster(Operation.Create) || MayCreateAll(walk, list))
            return Verdict.Next;
        exchange.IsCreationWithheld = true;
        if (flag >= 0)
            exchange.RequestEdits.Replace(flag, [0]);
        else
            AskForAll(exchange, list);
        return Verdict.Next;
    }

    /// <summary>Grammar: … [topics: error_code name …].</summary>
    public void OnResponse(Exchange exchange)
    {
        if (!exchange.IsCreationWithheld)
            return;
        var walk = exchange.Response;
        var array = walk.Child(Walk.Root, walk.Program.FieldId("Topics"));
        if (exchange.AskedTopics is { } asked)
            AnswerFor(exchange, array, asked);
        else if (MakesTopics)
            DenyUnknown(exchange, array);
    }

    private bool MayCreateAll(Walk walk, int list)
    {
        foreach (var topic in walk.Elements(list))
        {
            var name = EntryName.Of(walk, topic, ResourceType.Topic);
            if (name >= 0 && !walk.IsNull(name) && !rights.Decide(Operation.Create, ResourceType.Topic, walk.Utf8(name)).Allowed)
                return false;
        }

        return true;
    }

    /// <summary>There is no flag yet, but a question after all topics makes none: no name in version 0, null for the list thereafter.</summary>
    private void AskForAll(Exchange exchange, int list)
    {
        var walk = exchange.Request;
        exchange.AskedTopics = new(Utf8Names.Comparer);
        foreach (var topic in walk.Elements(list))
        {
            var name = walk.Utf8(EntryName.Of(walk, topic, ResourceType.Topic));
            if (rights.Decide(Operation.Describe, ResourceType.Topic, name).Allowed)
                exchange.AskedTopics.Add(Utf8Names.Comparer.Create(name));
        }

        if (walk.Program.Version == 0)
            exchange.RequestEdits.Replace(list, [0, 0, 0, 0]);
        else
            exchange.RequestEdits.SetNull(list);
    }

    /// <summary>Of all topics those that were asked for, and a refusal for each that is not there. What may not be described is gone already.</summary>
    private void AnswerFor(Exchange exchange, int array, HashSet<string> asked)
    {
        var (walk, edits) = (exchange.Response, exchange.ResponseEdits);
        foreach (var topic in walk.Elements(array))
        {
            var name = walk.Utf8(EntryName.Of(walk, topic, ResourceType.Topic));
            if (rights.Decide(Operation.Describe, ResourceType.Topic, name).Allowed && !asked.Remove(Utf8Names.Comparer.Create(name)))
                edits.Remove(topic);
        }

        foreach (var missing in asked)
        {
            var topic = new Message(walk.Program).NewElement("Topics");
            (topic["Name"], topic["ErrorCode"]) = (missing, (short)(!MakesTopics || MayCreate(missing) ? KafkaError.UnknownTopicOrPartition : KafkaError.TopicAuthorizationFailed));
            edits.Append(array, topic.Encode());
        }
    }

    private void DenyUnknown(Exchange exchange, int array)
    {
        var walk = exchange.Response;
        var error = walk.Program.FieldId("Topics.ErrorCode");
        foreach (var topic in walk.Elements(array))
        {
            var (code, name) = (walk.Child(topic, error), EntryName.Of(walk, topic, ResourceType.Topic));
            if (walk.Int16(code) == (short)KafkaError.UnknownTopicOrPartition && !walk.IsNull(name)
                && !rights.Decide(Operation.Create, ResourceType.Topic, walk.Utf8(name)).Allowed)
                exchange.ResponseEdits.SetInt16(code, (short)KafkaError.TopicAuthorizationFailed);
        }
    }

    private bool MayCreate(string topic) => rights.Decide(Operation.Create, ResourceType.Topic, topic).Allowed;
}
