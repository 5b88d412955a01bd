using Compliance.Protect.Keys;
using Compliance.Protect.Reports;
using Compliance.Rules;
using Compliance.Rules.Testing;

namespace Compliance.Protect.Tests.Reports;

/// <summary>Runs the tests that a policy holds, with keys of this run, at a time before all exceptions end.</summary>
internal static class InlineTests
{
    public static IEnumerable<string> Failures(string policy, string file = "p.yaml")
    {
        var (rules, problems) = PolicyLoader.Load([(file, policy)]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        using var keys = KeyRing.Ephemeral(rules!.Keys);
        return [.. PolicyTester.Run(rules, new PlanEngine(keys).Apply, DateTimeOffset.UnixEpoch).SelectMany(t => t.Failures)];
    }
}
