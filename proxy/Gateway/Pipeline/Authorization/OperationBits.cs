using System.Collections.Immutable;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;
using static Compliance.Rules.Compiled.Operation;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// The bit field by which a broker tells a client what it may do (bit n: the operation with code n). The broker's own would describe
/// the proxy's account, so the proxy's takes its place.
/// </summary>
internal static class OperationBits
{
    /// <summary>The value for "not asked for".</summary>
    public const int Absent = int.MinValue;

    private static readonly ImmutableArray<(string Path, ResourceType Resource)> Fields =
    [
        ("Topics.TopicAuthorizedOperations", ResourceType.Topic),
        ("Groups.AuthorizedOperations", ResourceType.Group),
        ("ClusterAuthorizedOperations", ResourceType.Cluster),
    ];

    private static readonly ImmutableArray<Operation> OfTopics = [Read, Operation.Write, Create, Delete, Alter, Describe, DescribeConfigs, AlterConfigs];
    private static readonly ImmutableArray<Operation> OfGroups = [Read, Delete, Describe, DescribeConfigs, AlterConfigs];
    private static readonly ImmutableArray<Operation> OfCluster = [Create, Alter, Describe, ClusterAction, DescribeConfigs, AlterConfigs, IdempotentWrite];

    public static int Of(RuleSet rules, Caller caller, ResourceType resource, string name)
    {
        var operations = resource switch
        {
            ResourceType.Topic => OfTopics,
            ResourceType.Group => OfGroups,
            _ => OfCluster,
        };
        var bits = 0;
        foreach (var operation in operations)
        {
            if (rules.Decide(caller, operation, resource, name).Allowed)
                bits |= 1 << (int)operation;
        }

        return bits;
    }

    /// <summary>The bit fields of an answer in one version.</summary>
    public static ImmutableArray<(ushort Field, ResourceType Resource)> FieldsOf(MessageProgram answer) =>
        [.. from field in Fields let id = answer.FieldId(field.Path) where id is not null select (id.Value, field.Resource)];

    /// <summary>Every bit field of an answer that was asked for; the field's own struct (or the message) says whose it is.</summary>
    public static void Rewrite(Walk walk, Edits edits, ImmutableArray<(ushort Field, ResourceType Resource)> fields, AccessRights rights)
    {
        foreach (var (field, resource) in fields)
        {
            foreach (var node in walk.All(field))
            {
                if (walk.Int32(node) == Absent)
                    continue;
                edits.SetInt32(node, resource == ResourceType.Cluster ? OnCluster(rights) : OnEntry(walk, walk.Nodes[node].Parent, resource, rights));
            }
        }
    }

    private static int OnCluster(AccessRights rights) => rights.OnCluster(Describe) ? rights.Bits(ResourceType.Cluster, AccessRights.ClusterName) : 0;

    private static int OnEntry(Walk walk, int entry, ResourceType resource, AccessRights rights)
    {
        var name = EntryName.Of(walk, entry, resource);
        return name < 0 || walk.IsNull(name) ? 0 : rights.Bits(resource, Utf8Names.Comparer.Create(walk.Utf8(name)));
    }
}
