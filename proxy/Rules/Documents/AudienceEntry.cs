using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Whom a rule is about, and when, as written.</summary>
/// <param name="Only">Whom it names.</param>
/// <param name="Unless">Whom of them it spares; null: nobody.</param>
internal sealed record AudienceEntry(ConditionEntry Only, ConditionEntry? Unless = null)
{
    /// <summary>Empty: everybody.</summary>
    internal ImmutableArray<Text> People => Only.People;

    internal IEnumerable<ConditionEntry> Conditions => Unless is null ? [Only] : [Only, Unless];

    /// <summary>As it will run, in a document whose names are known.</summary>
    internal Audience Compile(PolicyDocument document) => new(Only.Compile(document), Unless?.Compile(document));
}
