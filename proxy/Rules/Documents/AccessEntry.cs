using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

internal sealed record AccessEntry(
    Text Id, bool IsDeny, ImmutableArray<OperationEntry> Operations, ImmutableArray<ResourceEntry> Resources,
    AudienceEntry Audience, ImmutableArray<Text> Serves)
{
    internal OperationSet OperationSet => OperationSet.Of([.. Operations.Select(o => o.Operation)]);
}
