using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Turns names of groups of people into the people they stand for; an unknown name stands for nobody.</summary>
internal static class PeopleNames
{
    private const string Everybody = "*";

    /// <summary>Holds for the people (none named: for anybody) and, where one is named, for the purpose.</summary>
    internal static PeopleCondition Condition(PolicyDocument document, ImmutableArray<Text> people, Text? purpose) => new(
        people.IsEmpty ? null : Resolve(document, people),
        purpose?.Value,
        purpose is { } name ? Resolve(document, document.Purposes.First(p => p.Name.Value == name.Value).People) : null);

    internal static PeopleSet Resolve(PolicyDocument document, ImmutableArray<Text> names) =>
        names.Any(n => n.Value == Everybody)
            ? PeopleSet.Everybody
            : new(false, [.. document.People
                .Where(p => names.Any(n => n.Value == p.Name.Value))
                .SelectMany(p => p.Compile())]);
}
