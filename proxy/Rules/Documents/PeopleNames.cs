using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Turns names of groups of people into the people they stand for; an unknown name stands for nobody.</summary>
internal static class PeopleNames
{
    private const string Everybody = "*";

    internal static PeopleSet Resolve(PolicyDocument document, ImmutableArray<Text> names) =>
        names.Any(n => n.Value == Everybody)
            ? PeopleSet.Everybody
            : new(false, [.. document.People
                .Where(p => names.Any(n => n.Value == p.Name.Value))
                .SelectMany(p => p.Compile())]);
}
