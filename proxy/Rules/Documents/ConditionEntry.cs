using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Times;

namespace Compliance.Rules.Documents;

/// <summary>Whom something is about, and when, as written. What is empty is not asked for.</summary>
internal sealed record ConditionEntry(ImmutableArray<Text> People, Text? Purpose, ImmutableArray<HoursEntry> Hours, ImmutableArray<Text> ClientIds, Text? BreakGlass)
{
    /// <summary>It asks for more than people, which is not proved when they log in.</summary>
    internal bool AsksRequest => Purpose is not null || !Hours.IsEmpty || !ClientIds.IsEmpty || BreakGlass is not null;

    internal ImmutableArray<TimeWindow> Windows => [.. Hours.Select(h => h.Window)];

    internal ImmutableArray<NamePattern> ClientIdPatterns => [.. ClientIds.Select(id => NamePattern.ParseFree(id.Value))];

    /// <summary>As it will run, in a document whose names are known.</summary>
    internal PeopleCondition Compile(PolicyDocument document) => new(
        People.IsEmpty ? null : PeopleNames.Resolve(document, People),
        Purpose?.Value,
        Purpose is { } name ? PeopleNames.Resolve(document, document.Purposes.First(p => p.Name.Value == name.Value).People) : null,
        Windows, ClientIdPatterns, BreakGlass?.Value);
}
