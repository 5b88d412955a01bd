using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>InitProducerId without a transactional id: anybody who may write to any topic at all, or holds the cluster's own right.</summary>
internal static class ProducerIdAccess
{
    public static Verdict OnRequest(Exchange exchange, AccessRights rights)
    {
        var walk = exchange.Request;
        if (!walk.IsNull(walk.Child(Walk.Root, walk.Program.FieldId("TransactionalId"))))
            return Verdict.Next;
        var decision = rights.Decide(Operation.IdempotentWrite, ResourceType.Cluster, AccessRights.ClusterName);
        if (decision.Allowed || rights.Any(Operation.Write, ResourceType.Topic))
            return Verdict.Next;
        return Refusal.Whole(exchange, KafkaError.ClusterAuthorizationFailed, decision);
    }
}
