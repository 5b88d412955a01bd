using Compliance.Gateway.Pipeline.Witnessing;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>FindCoordinator: what its keys name is said by a type beside them (0 group, 1 transactional id, 2 share partition).</summary>
internal static class CoordinatorAccess
{
    private const sbyte OfGroup = 0, OfTransaction = 1;

    /// <summary>Grammar: v0 key; v1-3 key key_type; v4+ key_type [coordinator_keys].</summary>
    public static Verdict OnRequest(Exchange exchange, AccessRights rights)
    {
        var walk = exchange.Request;
        var typeNode = EntryName.WithRole(walk, Walk.Root, FieldRole.CoordinatorKeyType);
        var type = typeNode < 0 ? (sbyte)0 : walk.Int8(typeNode);
        var list = walk.Program.FieldId("CoordinatorKeys");
        foreach (var key in walk.WithRole(FieldRole.CoordinatorKey))
        {
            if (walk.Nodes[key].Kind != NodeKind.Value)
                continue;
            var (decision, error) = Decide(rights, type, walk.Utf8(key));
            if (decision.Allowed)
                continue;
            exchange.NoteDenied(decision, group: type == OfGroup ? KnownNames.Get(walk.Utf8(key)) : null, transactionalId: type == OfTransaction ? KnownNames.Get(walk.Utf8(key)) : null);
            if (list is null)
                return Refusal.Whole(exchange, error, decision);
            exchange.Denials.Refuse(exchange, key, error);
        }

        return list is null ? Verdict.Next : Refusal.IfNothingIsLeft(exchange, list);
    }

    private static (Decision Decision, KafkaError Error) Decide(AccessRights rights, sbyte type, ReadOnlySpan<byte> key) => type switch
    {
        OfGroup => (rights.Decide(Operation.Describe, ResourceType.Group, key), KafkaError.GroupAuthorizationFailed),
        OfTransaction => (rights.Decide(Operation.Describe, ResourceType.TransactionalId, key), KafkaError.TransactionalIdAuthorizationFailed),
        2 => (rights.Decide(Operation.ClusterAction, ResourceType.Cluster, AccessRights.ClusterName), KafkaError.ClusterAuthorizationFailed),
        _ => (default, KafkaError.InvalidRequest),
    };
}
