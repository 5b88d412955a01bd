using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// A subscription by an expression that the broker evaluates: it would find topics by the rights of the proxy's account, and assign
/// what its member may not know of. So it is refused where rules hold; clients that evaluate the expression themselves are not concerned.
/// </summary>
internal static class RegexAccess
{
    public static Verdict OnRequest(Exchange exchange)
    {
        var walk = exchange.Request;
        foreach (var expression in walk.WithRole(FieldRole.TopicRegex))
        {
            if (walk.Nodes[expression].Kind == NodeKind.Value && walk.Nodes[expression].Length > 0)
                return Refusal.Whole(exchange, KafkaError.TopicAuthorizationFailed, default);
        }

        return Verdict.Next;
    }
}
