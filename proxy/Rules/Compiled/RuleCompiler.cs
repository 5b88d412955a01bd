using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Compiled;

/// <summary>Turns documents that have passed every check into the rule set; nothing can be wrong any more.</summary>
internal static class RuleCompiler
{
    internal static RuleSet Compile(ImmutableArray<PolicyDocument> documents)
    {
        var identities = documents.ToDictionary(d => d, d => new PolicyIdentity(d.Header.Id.Value, d.Sha256));
        return new(
            [.. documents.Select(d => identities[d])],
            [.. documents.SelectMany(Keys).DistinctBy(k => k.Name)],
            [.. documents.SelectMany(d => d.Access.Select(r => Access(d, r, identities[d])))],
            [.. documents.SelectMany(d => d.Protect.Select(r => Protect(d, r, identities[d])))],
            [.. documents.Where(d => !d.Audit.IsEmpty).Select(d => d.Audit.Select(r => r.Compile(d)).ToImmutableArray())],
            [.. documents.SelectMany(d => d.Tests)]);
    }

    private static IEnumerable<KeyReference> Keys(PolicyDocument document) =>
        document.Keys.Select(k => new KeyReference(k.Name.Value, KeyPlaces.Source(document, k)!, k.Name.Place, UseOf(document, k)));

    private static KeyUse UseOf(PolicyDocument document, KeyEntry key) =>
        document.Protect.Select(r => r.Do!.Treatment).OfType<KeyedTreatment>().FirstOrDefault(t => t.Key == key.Name.Value)?.Use ?? KeyUse.Hash;

    private static AccessRule Access(PolicyDocument document, AccessEntry rule, PolicyIdentity identity) => new(
        rule.Id.Value, identity, rule.IsDeny,
        rule.IsDeny ? rule.OperationSet : rule.OperationSet.WithImplied(),
        [.. rule.Resources.Select(r => new ResourcePattern(r.Type, NamePattern.Parse(r.Pattern.Value)))],
        PeopleNames.Resolve(document, rule.People),
        rule.Unless is { } unless ? Condition(document, unless.People, unless.Purpose) : null);

    private static ProtectRule Protect(PolicyDocument document, ProtectEntry rule, PolicyIdentity identity) => new(
        rule.Id.Value, rule.Class!.Value.Value, identity, rule.When!.Value, rule.Do!.Treatment,
        [.. document.Classes.First(c => c.Name.Value == rule.Class.Value.Value).Finds.Select(Find)],
        [.. rule.Except.Select(e => new ExceptionRule(
            Condition(document, e.People, e.Purpose),
            new(e.Ticket.Value, e.ApprovedBy.Value, e.Until, e.Purpose?.Value)))],
        document.UnknownSchema);

    private static FieldFind Find(FindEntry find) =>
        new([.. find.Topics.Select(t => NamePattern.Parse(t.Value))], FieldPath.Parse(find.Path.Value, out _)!, find.Format);

    private static PeopleCondition Condition(PolicyDocument document, ImmutableArray<Text> people, Text? purpose) => new(
        people.IsEmpty ? null : PeopleNames.Resolve(document, people),
        purpose?.Value,
        purpose is { } name ? PeopleNames.Resolve(document, document.Purposes.First(p => p.Name.Value == name.Value).People) : null);
}
