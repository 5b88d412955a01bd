namespace Compliance.Rules.Checks;

/// <summary>A policy whose review is due stays in force, and says so.</summary>
internal static class ReviewCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var header in set.Documents.Select(d => d.Header))
        {
            if (header.ReviewBy <= set.Now)
                problems.Warning(header.ReviewPlace, $"Policy '{header.Id}' was to be reviewed by {header.ReviewBy:yyyy-MM-dd}; review it and set a new day.");
        }
    }
}
