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
        foreach (var failure in Tests.SelectMany(Failures))
            output.WriteLine(failure);
        var errors = Problems.Count(p => p.Severity == Severity.Error);
        output.WriteLine($"{errors} errors, {Problems.Length - errors} warnings; {Tests.Count(t => t.Passed)} tests passed, {Tests.Count(t => !t.Passed)} failed");
    }

    /// <summary>One line per error and per test, then the sum. True: some ran, and all of them passed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">Only tests whose name holds it; null: all.</param>
    public bool WriteTestsTo(TextWriter output, string? name)
    {
        var errors = Problems.Where(p => p.Severity == Severity.Error).ToList();
        errors.ForEach(output.WriteLine);
        if (errors.Count > 0)
            return false;
        var asked = Tests.Where(test => name is null || test.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var test in asked)
        {
            if (test.Passed)
                output.WriteLine($"{test.Place}: passed: {test.Name}");
            foreach (var failure in Failures(test))
                output.WriteLine(failure);
        }

        output.WriteLine(asked.Count > 0
            ? $"{asked.Count(t => t.Passed)} tests passed, {asked.Count(t => !t.Passed)} failed"
            : $"No test {(name is null ? "stands in these files; add one under 'tests'" : "has that in its name; leave out --name to run all")}.");
        return asked.Count > 0 && asked.TrueForAll(test => test.Passed);
    }

    private static IEnumerable<Problem> Failures(PolicyTestResult test) =>
        test.Failures.Select(failure => new Problem(test.Place.File, test.Place.Line, test.Place.Column, $"test '{test.Name}': {failure}", Severity.Error));
}
