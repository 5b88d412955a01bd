namespace Compliance.Rules.Checks;

/// <summary>People and purposes that nothing names: a rule was forgotten, or its removal left them behind.</summary>
internal static class UnusedNameCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            var people = KnownNamesCheck.PeopleNamed(document).Select(n => n.Value).ToHashSet();
            var purposes = KnownNamesCheck.PurposesNamed(document).Select(p => p.Value).ToHashSet();
            foreach (var name in document.People.Select(p => p.Name).Where(n => !people.Contains(n.Value)))
                problems.Warning(name.Place, $"Nothing in this file speaks of the people '{name}'; name them in a rule, or remove them.");
            foreach (var name in document.Purposes.Select(p => p.Name).Where(n => !purposes.Contains(n.Value)))
                problems.Warning(name.Place, $"No exception or rule asks for the purpose '{name}', so claiming it changes nothing; name it in one, or remove it.");
        }
    }
}
