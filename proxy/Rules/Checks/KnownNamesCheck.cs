using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>People, purposes, classes and keys are declared in the file that names them: each file can be read on its own.</summary>
internal static class KnownNamesCheck
{
    private const string Everybody = "*";

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            var people = document.People.Select(p => p.Name.Value).ToHashSet();
            var purposes = document.Purposes.Select(p => p.Name.Value).ToHashSet();
            var classes = document.Classes.Select(c => c.Name.Value).ToHashSet();
            var keys = document.Keys.Select(k => k.Name.Value).ToHashSet();

            foreach (var name in PeopleNamed(document).Where(n => n.Value != Everybody))
                Require(name, people, "people", problems);
            foreach (var name in PurposesNamed(document).Concat(document.Tests.Select(t => t.As.Purpose).OfType<Text>()))
                Require(name, purposes, "purposes", problems);
            foreach (var name in document.Audit.SelectMany(r => r.Classes))
                Require(name, classes, "classes", problems);
            foreach (var rule in document.Protect)
            {
                if (rule.Class is { } name)
                    Require(name, classes, "classes", problems);
                if (rule.Do is { Treatment: KeyedTreatment keyed })
                    Require(new(keyed.Key, rule.Do.Place), keys, "keys", problems);
            }
        }
    }

    internal static IEnumerable<Text> PeopleNamed(PolicyDocument document) =>
    [
        .. document.Purposes.SelectMany(p => p.People),
        .. document.Conditions.SelectMany(c => c.People),
    ];

    /// <summary>Those that exceptions and rules ask for.</summary>
    internal static IEnumerable<Text> PurposesNamed(PolicyDocument document) =>
        document.Conditions.Select(c => c.Purpose).OfType<Text>();

    private static void Require(Text name, HashSet<string> known, string section, ProblemList problems)
    {
        if (!known.Contains(name.Value))
            problems.Error(name.Place, $"'{name}' is not declared under '{section}' of this file{Suggestion.For(name.Value, known)} Declare it, or correct the name.");
    }
}
