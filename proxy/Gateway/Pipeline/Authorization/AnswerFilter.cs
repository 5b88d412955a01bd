using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>Takes out of an answer what its reader may not know of.</summary>
internal static class AnswerFilter
{
    /// <summary>Leaves out the elements of a list that may not be described; nothing tells that they are there.</summary>
    public static void Leave(Walk walk, Edits edits, ushort? list, AccessCheck check, AccessRights rights, TopicCatalog topics)
    {
        foreach (var array in walk.All(list))
        {
            foreach (var element in walk.Elements(array))
            {
                if (IsHidden(walk, element, check, rights, topics))
                    edits.Remove(element);
            }
        }
    }

    private static bool IsHidden(Walk walk, int element, AccessCheck check, AccessRights rights, TopicCatalog topics)
    {
        var name = EntryName.Of(walk, element, check.Resource);
        // By id, on error, the broker names no topic: there is nothing to leave out.
        if (name >= 0)
            return !walk.IsNull(name) && !rights.Decide(check.Operation, check.Resource, walk.Utf8(name)).Allowed;
        // Newer versions name topics by nothing but their ids; one whose name nobody knows is not shown.
        return check.Resource == ResourceType.Topic && (topics.NameBehind(walk, element) is not { } behind || !rights.Decide(check.Operation, check.Resource, behind).Allowed);
    }

    /// <summary>Turns the description of a group whose members work on a topic that may not be described into a refusal.</summary>
    public static void Refuse(Walk walk, Edits edits, ushort? list, AccessCheck check, AccessRights rights)
    {
        foreach (var array in walk.All(list))
        {
            foreach (var element in walk.Elements(array))
            {
                if (AllDescribable(walk, element, check, rights))
                    continue;
                edits.Remove(element);
                edits.Append(array, RefusedGroup.Encode(walk, element, check.Error));
            }
        }
    }

    private static bool AllDescribable(Walk walk, int element, AccessCheck check, AccessRights rights)
    {
        var nodes = walk.Nodes;
        for (var i = element + 1; i < nodes[element].Next; i++)
        {
            if (walk.Role(i) == FieldRole.TopicName && nodes[i].Kind == NodeKind.Value
                && !rights.Decide(check.Operation, check.Resource, walk.Utf8(i)).Allowed)
                return false;
        }

        return true;
    }
}
