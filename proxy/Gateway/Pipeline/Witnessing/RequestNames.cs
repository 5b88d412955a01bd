using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>The group and the transactional id that a request names; the first of several.</summary>
internal static class RequestNames
{
    public static string? Group(Walk walk) => First(walk, FieldRole.GroupId);

    public static string? TransactionalId(Walk walk) => First(walk, FieldRole.TransactionalId);

    private static string? First(Walk walk, FieldRole role)
    {
        foreach (var node in walk.WithRole(role))
        {
            if (walk.Nodes[node].Kind == NodeKind.Value)
                return KnownNames.Get(walk.Utf8(node));
        }

        return null;
    }
}
