using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// Metadata creates the topics that it names and the cluster lacks. Who may not create must not do so through the proxy's account:
/// the request then goes on without auto-creation, and a topic that is not there is answered as denied, as a broker does it.
/// One per session.
/// </summary>
internal sealed class MetadataAccess(AccessRights rights)
{
    /// <summary>Grammar: [topics: … name] allow_auto_topic_creation (v4+) ….</summary>
    public Verdict OnRequest(Exchange exchange)
    {
        var walk = exchange.Request;
        var flag = walk.Child(Walk.Root, walk.Program.FieldId("AllowAutoTopicCreation"));
        var list = walk.Child(Walk.Root, walk.Program.FieldId("Topics"));
        if ((flag >= 0 && !walk.Bool(flag)) || rights.OnCluster(Operation.Create))
            return Verdict.Next;
        foreach (var topic in walk.Elements(list))
        {
            var name = EntryName.Of(walk, topic, ResourceType.Topic);
            if (name < 0 || walk.IsNull(name) || rights.Decide(Operation.Create, ResourceType.Topic, walk.Utf8(name)).Allowed)
                continue;
            if (flag < 0)
                return exchange.Break(Session.FaultSide.Policy, Session.FaultKind.Refused,
                    "Metadata below version 4 creates the topics that it names, and the client may not create them. Use a client of Kafka 0.11 or later.");
            exchange.RequestEdits.Replace(flag, [0]);
            exchange.IsCreationWithheld = true;
            break;
        }

        return Verdict.Next;
    }

    /// <summary>Grammar: … [topics: error_code name …].</summary>
    public void OnResponse(Exchange exchange)
    {
        if (!exchange.IsCreationWithheld)
            return;
        var walk = exchange.Response;
        var error = walk.Program.FieldId("Topics.ErrorCode");
        foreach (var topic in walk.Elements(walk.Child(Walk.Root, walk.Program.FieldId("Topics"))))
        {
            var (code, name) = (walk.Child(topic, error), EntryName.Of(walk, topic, ResourceType.Topic));
            if (walk.Int16(code) == (short)KafkaError.UnknownTopicOrPartition && !walk.IsNull(name)
                && !rights.Decide(Operation.Create, ResourceType.Topic, walk.Utf8(name)).Allowed)
                exchange.ResponseEdits.SetInt16(code, (short)KafkaError.TopicAuthorizationFailed);
        }
    }
}
