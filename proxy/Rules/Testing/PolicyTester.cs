using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Testing;

/// <summary>Runs the tests that stand in policies. Values in its messages come from the tests themselves, never from records.</summary>
public static class PolicyTester
{
    /// <param name="rules">What is tested; its own tests are run, as if what is only observed were enforced.</param>
    /// <param name="apply">Carries out a plan.</param>
    /// <param name="now">The instant of tests that name none.</param>
    public static ImmutableArray<PolicyTestResult> Run(RuleSet rules, ApplyPlan apply, DateTimeOffset now) =>
        [.. rules.Tests.Select(test => new PolicyTestResult(test.Name.Place, test.Name.Value, [.. Failures(rules.Observed ?? rules, apply, test, now)]))];

    private static IEnumerable<string> Failures(RuleSet rules, ApplyPlan apply, TestEntry test, DateTimeOffset now)
    {
        ReadOnlyMemory<byte>? written = test.Value is { } value ? YamlJson.Write(value) : (ReadOnlyMemory<byte>?)null;
        var run = new TestRun(rules, apply, new(
            new(test.Principal.Value, test.Purpose?.Value, test.Mechanism?.Value), test.Group?.Value, test.IsWrite, test.Topic.Value, test.At ?? now, written,
            test.AvroSchema is { } schema ? Text(YamlJson.Write(schema)) : null, test.Key?.Value, [.. test.Headers.Select(h => (h.Name.Value, h.Value.Value))]));
        run.Run();
        var expect = test.Expect;
        if (run.IsAllowed == expect.IsDeny)
        {
            yield return $"decision: expected {Word(!expect.IsDeny)}, got {Word(run.IsAllowed)}{Because(run)}";
            yield break;
        }

        if (expect.Audit is { } mode && mode != run.Audit)
            yield return $"audit: expected {AuditModeNames.Of(mode)}, got {AuditModeNames.Of(run.Audit)}{(run.IsAuditRuled ? "" : " (no audit rule speaks of it)")}";
        foreach (var id in expect.By.Where(id => !run.Acted.Contains(id.Value)))
            yield return $"by: {id} had no part in it{Because(run)}";
        if (expect.IsWithheld != run.WithheldBy is not null)
            yield return run.WithheldBy is { } rows ? $"withheld: {rows} keeps the record from its reader" : "withheld: no rule of rows keeps the record from its reader";
        if (run.Fault is { } fault)
            yield return $"value: refused, {fault}";
        if (expect.Value is { } wanted && run.Result is { } result && !JsonElement.DeepEquals(YamlJson.Element(wanted), YamlJson.Parse(result)))
            yield return $"value: expected {Text(YamlJson.Write(wanted))}, got {Text(result)}";
        if (expect.Stored is { } stored && run.Stored is { } kept)
        {
            foreach (var failure in ConditionFailures(stored, YamlJson.Parse(written!.Value), YamlJson.Parse(kept)))
                yield return $"stored: {failure}";
        }

        if (expect.Shown is { } shown && run.Result is { } seen)
        {
            foreach (var failure in ConditionFailures(shown, YamlJson.Parse(written!.Value), YamlJson.Parse(seen)))
                yield return $"shown: {failure}";
        }
    }

    private static IEnumerable<string> ConditionFailures(ConditionsEntry expect, JsonElement written, JsonElement left)
    {
        foreach (var path in expect.Absent)
        {
            if (PathValues.Find(left, path.Value).Count > 0)
                yield return $"{path} is there, expected absent";
        }

        foreach (var path in expect.Differs)
        {
            var before = PathValues.Find(written, path.Value);
            var after = PathValues.Find(left, path.Value);
            if (before.Count == 0)
                yield return $"{path} is not in the value of the test, so it can't differ";
            else if (after.Exists(a => before.Exists(b => JsonElement.DeepEquals(a, b))))
                yield return $"{path} is as it was written";
        }

        foreach (var (path, pattern) in expect.Matches)
        {
            var regex = new Regex(pattern.Value, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            foreach (var failure in Each(left, path, v => regex.IsMatch(v.ToString()), $"does not match {pattern}"))
                yield return failure;
        }

        foreach (var (path, value) in expect.EqualTo)
        {
            var wanted = YamlJson.Element(value);
            foreach (var failure in Each(left, path, v => JsonElement.DeepEquals(v, wanted), $"is not {Text(YamlJson.Write(value))}"))
                yield return failure;
        }
    }

    private static IEnumerable<string> Each(JsonElement left, Text path, Func<JsonElement, bool> holds, string otherwise)
    {
        var found = PathValues.Find(left, path.Value);
        if (found.Count == 0)
            yield return $"{path} is absent, expected a value";
        foreach (var value in found.Where(v => !holds(v)))
            yield return $"{path} {otherwise}, it is {value.GetRawText()}";
    }

    private static string Word(bool allowed) => allowed ? "allow" : "deny";

    private static string Because(TestRun run) => run.Acted.Count == 0 ? " (no rule acted)" : $" (acted: {string.Join(", ", run.Acted)})";

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
