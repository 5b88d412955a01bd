namespace Compliance.Rules.Checks;

/// <summary>A class that no rule protects passes in clear, which its being listed does not suggest.</summary>
internal static class UnprotectedClassCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            var used = document.Protect.Select(r => r.Class?.Value).ToHashSet();
            foreach (var unused in document.Classes.Where(c => !used.Contains(c.Name.Value)))
                problems.Warning(unused.Name.Place, $"No rule protects the class '{unused.Name}', so its fields pass in clear; add one under 'protect', or remove the class.");
        }
    }
}
