using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>A topic that its asker may not delete, and named by its id alone, is named in the refusal to who may describe it, as a broker does.</summary>
internal static class DeletedTopics
{
    public static void Name(Exchange exchange, int element, Message refusal, TopicCatalog topics, AccessRights rights)
    {
        if (EntryName.WithRole(exchange.Request, element, FieldRole.TopicId) < 0 || refusal["Name"] is not null || topics.NameBehind(exchange.Request, element) is not { } name)
            return;
        if (rights.Decide(Operation.Describe, ResourceType.Topic, name).Allowed)
            refusal["Name"] = name;
    }
}
