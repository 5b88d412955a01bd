using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>A policy that is only observed protects nothing; nobody is to forget that.</summary>
internal static class ObservedCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var header in set.Documents.Select(d => d.Header).Where(h => h.Mode == PolicyMode.Observe))
            problems.Warning(header.Id.Place, $"Policy '{header.Id}' is only observed: it protects and refuses nothing. Write 'mode: enforce' once its counts are what was meant.");
    }
}
