using System.Collections.Immutable;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Testing;

namespace Compliance.Protect.Reports;

/// <summary>What is to be said of a set of policy files: every problem, and what their inline tests gave.</summary>
public sealed record PolicyReport(ImmutableArray<Problem> Problems, ImmutableArray<PolicyTestResult> Tests)
{
    /// <summary>No error (warnings may be), and every test passed.</summary>
    public bool IsGood => !Problems.Any(p => p.Severity == Severity.Error) && Tests.All(t => t.Passed);

    /// <summary>Checks files and folders together, as a route would load them, and runs their tests. The keys need not exist: tests use random ones.</summary>
    public static PolicyReport Check(IEnumerable<string> paths, TimeProvider clock)
    {
        var unreadable = new List<Problem>();
        return Check(PolicyFiles.Read(paths, unreadable), unreadable, clock.GetUtcNow());
    }

    /// <summary>The same for files that were read already.</summary>
    /// <param name="files">Names and bytes.</param>
    /// <param name="unreadable">What was found when they were read.</param>
    /// <param name="now">The time.</param>
    public static PolicyReport Check(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> files, IReadOnlyList<Problem> unreadable, DateTimeOffset now)
    {
        if (files.Count == 0 && unreadable.Count > 0)
            return new([.. unreadable], []);
        var (rules, problems) = PolicyLoader.Load(files, now);
        if (rules is null)
            return new([.. unreadable, .. problems], []);
        using var keys = KeyRing.Ephemeral(rules.Keys);
        return new([.. unreadable, .. problems], PolicyTester.Run(rules, new PlanEngine(keys).Apply, now));
    }

    /// <summary>The same with what was found beside, each problem at its place in its file.</summary>
    public PolicyReport With(IEnumerable<Problem> more)
    {
        var files = Problems.Concat(more).Select(p => p.File).Distinct().ToList();
        return this with { Problems = [.. Problems.Concat(more).OrderBy(p => files.IndexOf(p.File)).ThenBy(p => p.Line).ThenBy(p => p.Column)] };
    }

    /// <summary>One line per problem and per test that failed, then the sum.</summary>
    public void WriteTo(TextWriter output)
    {
        foreach (var problem in Problems)
            output.WriteLine(problem);
        foreach (var test in Tests.Where(t => !t.Passed))
        {
            foreach (var failure in test.Failures)
                output.WriteLine($"{test.Place}: error: test '{test.Name}': {failure}");
        }

        var errors = Problems.Count(p => p.Severity == Severity.Error);
        output.WriteLine($"{errors} errors, {Problems.Length - errors} warnings; {Tests.Count(t => t.Passed)} tests passed, {Tests.Count(t => !t.Passed)} failed");
    }
}
