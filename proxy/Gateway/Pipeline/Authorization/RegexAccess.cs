using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// A subscription by an expression that the broker evaluates: it would find topics by the rights of the proxy's account, and assign
/// what its member may not know of. So it is refused to all but those who may describe every topic, whatever its name; clients that
/// evaluate the expression themselves are not concerned.
/// </summary>
internal static class RegexAccess
{
    public static Verdict OnRequest(Exchange exchange, AccessRights rights)
    {
        var walk = exchange.Request;
        foreach (var expression in walk.WithRole(FieldRole.TopicRegex))
        {
            if (walk.Nodes[expression].Kind == NodeKind.Value && walk.Nodes[expression].Length > 0 && !rights.All(Operation.Describe, ResourceType.Topic))
                return Refusal.Whole(exchange, KafkaError.TopicAuthorizationFailed, default);
        }

        return Verdict.Next;
    }
}
