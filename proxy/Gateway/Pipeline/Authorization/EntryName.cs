using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>Where the name of a list's element stands: the element itself, or its field of the fitting role.</summary>
internal static class EntryName
{
    /// <summary>The node of the name; -1 where the element has none of that kind.</summary>
    public static int Of(Walk walk, int element, ResourceType resource)
    {
        if (walk.Nodes[element].Kind == NodeKind.Value)
            return element;
        return WithRole(walk, element, resource switch
        {
            ResourceType.Topic => FieldRole.TopicName,
            ResourceType.Group => FieldRole.GroupId,
            _ => FieldRole.TransactionalId,
        });
    }

    /// <summary>Whether the element has a name, and not an id alone.</summary>
    public static bool IsGiven(Walk walk, int element, ResourceType resource) => Of(walk, element, resource) is var name and >= 0 && !walk.IsNull(name);

    public static int WithRole(Walk walk, int parent, FieldRole role)
    {
        var nodes = walk.Nodes;
        for (var i = parent + 1; i < nodes[parent].Next; i = nodes[i].Next)
        {
            if (walk.Role(i) == role)
                return i;
        }

        return -1;
    }
}
