using System.Collections.Immutable;
using Compliance.Rules.Compiled.Rows;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Compiled;

/// <summary>Turns documents that have passed every check into the rule set; nothing can be wrong any more.</summary>
internal static class RuleCompiler
{
    private static readonly FieldPath All = FieldPath.Parse(FieldPath.Whole, out _)!;

    internal static RuleSet Compile(ImmutableArray<PolicyDocument> documents)
    {
        var whole = Compile(documents, documents);
        ImmutableArray<PolicyDocument> enforced = [.. documents.Where(d => d.Header.Mode == PolicyMode.Enforce)];
        return enforced.Length == documents.Length ? whole : Compile(documents, enforced, whole);
    }

    /// <summary>What is enforced acts; keys and tests are those of all, since what is observed is carried out too, on the side.</summary>
    private static RuleSet Compile(ImmutableArray<PolicyDocument> all, ImmutableArray<PolicyDocument> enforced, RuleSet? whole = null)
    {
        var identities = all.ToDictionary(d => d, d => new PolicyIdentity(d.Header.Id.Value, d.Sha256));
        return new(
            [.. all.Select(d => identities[d])],
            [.. all.SelectMany(Keys).DistinctBy(k => k.Name)],
            [.. enforced.SelectMany(d => d.Access.Select(r => Access(d, r, identities[d])))],
            [.. enforced.SelectMany(d => d.Protect.Select(r => Protect(d, r, identities[d])).Concat(Undeclared(d, identities[d])))],
            [.. enforced.SelectMany(d => d.Rows.Select(r => Row(d, r, identities[d])))],
            [.. enforced.SelectMany(d => d.Classes.Select(c => new DeclaredClass(c.Name.Value, identities[d], [.. c.Finds.Select(Find)])))],
            [.. enforced.SelectMany(d => d.Quotas.Select(r => Quota(d, r, identities[d])))],
            [.. enforced.Where(d => !d.Audit.IsEmpty).Select(d => d.Audit.Select(r => r.Compile(d)).ToImmutableArray())],
            [.. all.SelectMany(d => d.Purposes.Select(p => Purpose(d, p)))],
            [.. all.SelectMany(d => d.Tests)],
            isOpen: enforced.IsEmpty)
        {
            Observed = whole,
            LoginNeeds = [.. all.SelectMany(d => d.People).Where(p => p.AsksLogin || !p.Mechanisms.IsEmpty).Select(Need)],
            Networks = [.. all.SelectMany(d => d.People).SelectMany(p => p.CompiledNetworks).Distinct()],
            Hours = [.. all.SelectMany(d => d.Conditions).SelectMany(c => c.Windows).Distinct()],
            ClientIds = [.. all.SelectMany(d => d.Conditions).SelectMany(c => c.ClientIdPatterns).DistinctBy(pattern => pattern.Text)],
            Openings = [.. all.SelectMany(d => d.Conditions.Where(c => c.BreakGlass is not null).Select(c => c.Compile(d)))],
            ObservedPolicies = [.. all.Except(enforced).Select(d => identities[d])],
        };
    }

    private static IEnumerable<KeyReference> Keys(PolicyDocument document) =>
        document.Keys.Select(k => new KeyReference(k.Name.Value, KeyPlaces.Source(document, k)!, k.Name.Place, UseOf(document, k)) { Earlier = KeyPlaces.Earlier(document, k) });

    private static KeyUse UseOf(PolicyDocument document, KeyEntry key) =>
        document.Protect.Select(r => r.Do!.Treatment).OfType<KeyedTreatment>().FirstOrDefault(t => t.Key == key.Name.Value)?.Use ?? KeyUse.Hash;

    private static PurposeRule Purpose(PolicyDocument document, PurposeEntry purpose) => new(
        purpose.Name.Value, PeopleNames.Resolve(document, purpose.People), [.. purpose.ClientIds.Select(id => NamePattern.ParseFree(id.Value))]);

    private static LoginNeed Need(PeopleEntry people) => new(
        people.Name.Value, people.Name.Place, people.Mechanisms, !people.Groups.IsEmpty, [.. people.Claims.Select(claim => claim.Name.Value)], !people.Subjects.IsEmpty || !people.SubjectNames.IsEmpty);

    private static AccessRule Access(PolicyDocument document, AccessEntry rule, PolicyIdentity identity) => new(
        rule.Id.Value, identity, rule.IsDeny,
        rule.IsDeny ? rule.OperationSet : rule.OperationSet.WithImplied(),
        [.. rule.Resources.Select(r => new ResourcePattern(r.Type, NamePattern.Parse(r.Pattern.Value)))],
        rule.Audience.Compile(document));

    private static ProtectRule Protect(PolicyDocument document, ProtectEntry rule, PolicyIdentity identity) => new(
        rule.Id.Value, rule.Class!.Value.Value, identity, rule.When!.Value, rule.Do!.Treatment,
        [.. document.Classes.First(c => c.Name.Value == rule.Class.Value.Value).Finds.Select(Find)],
        [.. rule.Except.Select(e => new ExceptionRule(
            e.For.Compile(document),
            new(e.Ticket.Value, e.ApprovedBy.Value, e.Until, e.For.Purpose?.Value)))],
        document.Defaults.UnknownSchema, document.Defaults.UnknownFields);

    /// <summary>A rule for each kind that is looked for, under the detector's name as its class.</summary>
    private static IEnumerable<ProtectRule> Undeclared(PolicyDocument document, PolicyIdentity identity)
    {
        if (document.Defaults.Undeclared is not { } undeclared)
            return [];
        var places = undeclared.Places(document).ToList();
        return
            from when in undeclared.When
            from kind in undeclared.Kinds
            let treatment = undeclared.TreatmentOf(kind)
            select new ProtectRule(
                UndeclaredEntry.RuleId(document), DetectorNames.Of(kind), identity, when, treatment,
                [.. places.Select(p => new FieldFind([.. p.Topics.Select(t => NamePattern.Parse(t.Value))], All, p.Format, p.Part) { Detect = new(kind, undeclared.LeastScore) })],
                [], treatment is Observe ? UnknownSchema.Pass : document.Defaults.UnknownSchema, treatment is Observe ? UnknownFields.Pass : document.Defaults.UnknownFields)
            {
                IsUndeclared = true,
                QuarantineTopic = when == When.Produce ? undeclared.QuarantineTopic(document) : null,
            };
    }

    private static QuotaRule Quota(PolicyDocument document, QuotaEntry rule, PolicyIdentity identity) => new(
        rule.Id.Value, identity, rule.Audience.Compile(document))
    {
        Reveals = rule.Reveals,
        Window = rule.Window,
        ReadPerSecond = rule.ReadPerSecond,
        WritePerSecond = rule.WritePerSecond,
    };

    private static RowRule Row(PolicyDocument document, RowEntry rule, PolicyIdentity identity) => new(
        rule.Id.Value, identity, rule.Keep.Value, rule.Predicate!, rule.Format,
        [.. rule.Topics.Select(t => NamePattern.Parse(t.Value))],
        rule.Audience.Compile(document));

    private static FieldFind Find(FindEntry find) =>
        new([.. find.Topics.Select(t => NamePattern.Parse(t.Value))], find.Parse(out _)!, find.Format, find.Part) { Detect = find.Detect };
}
