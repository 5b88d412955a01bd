using Compliance.Rules.Compiled;
using Compliance.Rules.Describing;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// A quarantine topic holds whole records, as they were written: what other rules would have taken out of them too. Who may read it, and what
/// ends in it, is told. A rule that names the topic itself is meant, one whose pattern reaches it may not be.
/// </summary>
internal static class QuarantineCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            if (document.Defaults.Undeclared is not { } undeclared || undeclared.QuarantineTopic(document) is not { } quarantine)
                continue;
            if (!undeclared.When.Contains(When.Produce))
            {
                problems.Warning(undeclared.Place, "Records are quarantined where they are written, and this default acts on what is read alone, where 'quarantine' masks; write 'mask', or add 'produce' to 'when'.");
                continue;
            }

            var searched = Patterns(undeclared.Places(document).SelectMany(place => place.Topics));
            if (searched.Exists(pattern => pattern.Matches(quarantine)))
                problems.Warning(undeclared.Place, $"'{quarantine}', to which records are quarantined, is itself among the topics that this default looks into; narrow 'topics', or name another under 'to'.");
            foreach (var other in set.Documents)
            {
                Readers(other, quarantine, set, problems);
                Copied(other, undeclared, quarantine, searched, problems);
            }
        }
    }

    private static void Readers(PolicyDocument document, string quarantine, PolicySet set, ProblemList problems)
    {
        foreach (var allow in document.Access.Where(r => !r.IsDeny && Reaches(r, quarantine, Operation.Read) && !Topics(r).Any(t => t.Value == quarantine)))
        {
            var only = People(document, allow);
            if (!set.Documents.Any(d => d.Access.Any(r => r.IsDeny && !r.Audience.Only.AsksRequest && Reaches(r, quarantine, Operation.Read) && People(d, r).Covers(only))))
                problems.Warning(allow.Id.Place, $"Rule {allow.Id} lets {Phrases.People(allow.Audience.People).Replace("`", "", StringComparison.Ordinal)} read '{quarantine}', where quarantined records stand whole and in clear. Deny them that topic, narrow the pattern, or name the topic in the rule if that is meant.");
        }
    }

    /// <summary>What produce rules take out of values, keys or headers goes to the quarantine as it was.</summary>
    private static void Copied(PolicyDocument document, UndeclaredEntry undeclared, string quarantine, List<NamePattern> searched, ProblemList problems)
    {
        foreach (var found in document.Classes.Where(c => Patterns(c.Finds.SelectMany(f => f.Topics)).Exists(a => searched.Exists(a.Meets))))
        {
            if (found.Rules.Any(r => r.Value.StartsWith(CardSecretCheck.Clause, StringComparison.Ordinal)))
                problems.Error(undeclared.Place, $"Class '{found.Name}' is under {CardSecretCheck.Clause} and may not be stored, and '{quarantine}' would hold it with the rest of a quarantined record; write 'reject', or 'topics' without that class.");
            else if (document.Protect.FirstOrDefault(r => r.Class?.Value == found.Name.Value && r is { When: When.Produce, Do: not null }) is { } rule)
                problems.Warning(undeclared.Place, $"'{quarantine}' holds records whole: what rule {rule.Id} protects before it is stored ('{found.Name}') stands there in clear. Write 'reject' if that must not be.");
        }
    }

    private static PeopleSet People(PolicyDocument document, AccessEntry rule) => PeopleNames.Resolve(document, rule.Audience.People);

    private static bool Reaches(AccessEntry rule, string topic, Operation operation) =>
        rule.OperationSet.Has(operation) && Patterns(Topics(rule)).Exists(pattern => pattern.Matches(topic));

    private static IEnumerable<Text> Topics(AccessEntry rule) => rule.Resources.Where(r => r.Type == ResourceType.Topic).Select(r => r.Pattern);

    // A longer pattern is an error of its own.
    private static List<NamePattern> Patterns(IEnumerable<Text> topics) =>
        [.. topics.Where(t => t.Value.Length <= NamePattern.MaxLength).Select(t => NamePattern.Parse(t.Value))];
}
