using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{id, allow|deny: [operation], topics, consumerGroups, transactionalIds, cluster: true, people, purpose, hours, clientIds, breakGlass, unless, serves}</c>.</summary>
internal static class AccessParser
{
    internal static AccessEntry? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Access, problems) is not { } map || map.RequiredText("id") is not { } id)
            return null;
        Names.Check(id, "id of a rule", problems);
        var isDeny = map.Has("deny");
        if (isDeny == map.Has("allow"))
            problems.Error(map.Place, $"Rule '{id}' has either 'allow' or 'deny', each with a list of operations.");
        return new(id, isDeny, ParseOperations(map, isDeny ? "deny" : "allow"), ParseResources(map, id),
            AudienceParser.Parse(map), map.Texts("serves"));
    }

    private static ImmutableArray<OperationEntry> ParseOperations(MapReader map, string key)
    {
        var operations = ImmutableArray.CreateBuilder<OperationEntry>();
        foreach (var text in map.Texts(key))
        {
            if (OperationNames.All.TryGetValue(text.Value, out var operation))
                operations.Add(new(operation, text));
            else
                map.Problems.Error(text.Place, $"'{text}' is no operation{Suggestion.For(text.Value, OperationNames.All.Keys)} Known: {string.Join(", ", OperationNames.All.Keys)}.");
        }

        return operations.ToImmutable();
    }

    private static ImmutableArray<ResourceEntry> ParseResources(MapReader map, Text id)
    {
        var resources = ImmutableArray.CreateBuilder<ResourceEntry>();
        resources.AddRange(map.Texts("topics").Select(t => new ResourceEntry(ResourceType.Topic, t)));
        resources.AddRange(map.Texts("consumerGroups").Select(t => new ResourceEntry(ResourceType.Group, t)));
        resources.AddRange(map.Texts("transactionalIds").Select(t => new ResourceEntry(ResourceType.TransactionalId, t)));
        if (map.OptionalText("cluster") is { } cluster)
        {
            if (cluster.Value == "true")
                resources.Add(new(ResourceType.Cluster, new(AccessRule.ClusterName, cluster.Place)));
            else
                map.Problems.Error(cluster.Place, "'cluster' is 'true', or left out.");
        }

        if (!map.Has("topics") && !map.Has("consumerGroups") && !map.Has("transactionalIds") && !map.Has("cluster"))
            map.Problems.Error(map.Place, $"Rule '{id}' names nothing to act on; add topics, consumerGroups, transactionalIds or cluster.");
        return resources.ToImmutable();
    }
}
