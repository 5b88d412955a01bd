using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>One line of a policy's access section. An allow already has the operations that it implies.</summary>
internal sealed record AccessRule(
    string Id, PolicyIdentity Policy, bool IsDeny, OperationSet Operations, ImmutableArray<ResourcePattern> Resources,
    Audience Audience)
{
    internal const string ClusterName = "kafka-cluster";

    internal bool IsAbout(ResourceType type, string name)
    {
        foreach (var resource in Resources)
        {
            if (resource.Type == type && resource.Name.Matches(name))
                return true;
        }

        return false;
    }
}
