using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Whom a rule is about, as written. <see cref="People"/> empty: everybody.</summary>
internal sealed record AudienceEntry(ImmutableArray<Text> People, UnlessEntry? Unless = null)
{
    /// <summary>Every name of people in it.</summary>
    internal IEnumerable<Text> Named => People.Concat(Unless?.People ?? []);

    /// <summary>As it will run, in a document whose names are known.</summary>
    internal Audience Compile(PolicyDocument document) => new(
        People.IsEmpty ? PeopleSet.Everybody : PeopleNames.Resolve(document, People),
        Unless is { } unless ? PeopleNames.Condition(document, unless.People, unless.Purpose) : null);
}
