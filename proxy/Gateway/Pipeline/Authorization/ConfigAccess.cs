using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>The check of one configured resource: its own type says whose operation it is.</summary>
internal static class ConfigAccess
{
    private const sbyte OfTopic = 2;
    private const sbyte OfGroup = 32;

    /// <summary>Grammar: resource_type resource_name …; brokers, loggers and client metrics belong to the cluster.</summary>
    public static (Decision Decision, KafkaError Error) Decide(Walk walk, int element, AccessCheck check, AccessRights rights)
    {
        var name = walk.Utf8(EntryName.WithRole(walk, element, FieldRole.ResourceName));
        return walk.Int8(EntryName.WithRole(walk, element, FieldRole.ResourceType)) switch
        {
            OfTopic => (rights.Decide(check.Operation, ResourceType.Topic, name), KafkaError.TopicAuthorizationFailed),
            OfGroup => (rights.Decide(check.Operation, ResourceType.Group, name), KafkaError.GroupAuthorizationFailed),
            _ => (rights.Decide(check.Operation, ResourceType.Cluster, AccessRights.ClusterName), KafkaError.ClusterAuthorizationFailed),
        };
    }
}
