using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Describing;
using Compliance.Rules.Testing;

namespace Compliance.Protect.Reports;

/// <summary>What officers ask of policy files at the command line: what do they say, and what would come of this? The keys need not exist.</summary>
public static class PolicyPages
{
    /// <summary>Null: the files are refused; the reasons are in <paramref name="problems"/>.</summary>
    public static PolicyDescriber? Describe(IEnumerable<string> paths, List<Problem> problems)
    {
        var (describer, found) = PolicyLoader.Describe(PolicyFiles.Read(paths, problems));
        problems.AddRange(found);
        return problems.Any(p => p.Severity == Severity.Error) ? null : describer;
    }

    /// <summary>Writes what the policies make of it. False: the files are refused; the reasons are in <paramref name="problems"/>.</summary>
    public static bool Explain(IEnumerable<string> paths, Asked asked, TextWriter output, List<Problem> problems)
    {
        var (rules, found) = PolicyLoader.Load(PolicyFiles.Read(paths, problems));
        problems.AddRange(found);
        if (rules is null || problems.Any(p => p.Severity == Severity.Error))
            return false;
        using var keys = KeyRing.Ephemeral(rules.Keys);
        Explanation.Write(rules, new PlanEngine(keys).Apply, asked, output);
        return true;
    }
}
