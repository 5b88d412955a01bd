using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
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
        var who = test.As;
        var written = Record(test);
        var asked = new Asked(
            new(who.Principal.Value, who.Purpose?.Value, who.Mechanism?.Value, who.Login, Opened: who.BreakGlass is { } opened ? new OpenedAccess([opened.Value]) : null), who.Group?.Value, test.IsWrite, test.Topic.Value, who.At ?? now, written)
        {
            ClientId = who.ClientId?.Value,
            Address = who.Address,
        };
        var run = new TestRun(rules, apply, asked);
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
        if (expect.IsRefused && run.Fault is null)
            yield return "refused: the record passes";
        if (run.Fault is { } fault && !expect.IsRefused)
            yield return $"value: refused, {fault}";
        if (expect.IsQuarantined && !run.QuarantinedTo.Any())
            yield return "quarantined: the record goes to no quarantine topic";
        if (asked.IsWrite && !expect.IsQuarantined && run.QuarantinedTo.FirstOrDefault() is { } quarantine)
            yield return $"quarantined: the record goes to {quarantine}; write 'quarantined: true'";
        foreach (var failure in run.Result is { } result ? ResultFailures(expect, result) : [])
            yield return failure;
        foreach (var failure in Conditions("stored", expect.Stored, written, run.Stored).Concat(Conditions("shown", expect.Shown, written, run.Result)))
            yield return failure;
    }

    private static RecordParts? Record(TestEntry test) => test.HasRecord
        ? new(Json(test.Value), Schema(test.AvroSchema), test.Key is YamlScalar { IsNull: true } ? null : Json(test.Key), Schema(test.KeyAvroSchema),
            [.. test.Headers.Select(h => (h.Name.Value, h.Value is YamlScalar { IsNull: true } ? null : Json(h.Value)))], test.Protobuf?.Source())
        : null;

    private static ReadOnlyMemory<byte>? Json(YamlNode? node) => node is null ? (ReadOnlyMemory<byte>?)null : YamlJson.Write(node);

    private static string? Schema(YamlNode? node) => node is null ? null : Text(YamlJson.Write(node));

    private static IEnumerable<string> Conditions(string when, ConditionsEntry? expect, RecordParts? written, RecordParts? left) =>
        expect is null || written is null || left is null
            ? []
            : expect.All.SelectMany(part => ConditionFailures.Of(part.Conditions, written.Of(part.Part), left.Of(part.Part)).Select(failure => $"{when}: {(part.Part.IsValue ? "" : $"{part.Part} ")}{failure}"));

    private static IEnumerable<string> ResultFailures(ExpectEntry expect, RecordParts result)
    {
        if (expect.Value is { } value && Otherwise(value, result.Value, isWhole: false) is { } ofValue)
            yield return $"value: {ofValue}";
        if (expect.Key is { } key && Otherwise(key, result.Key, isWhole: true) is { } ofKey)
            yield return $"key: {ofKey}";
        foreach (var (name, header) in expect.Headers)
        {
            if (Otherwise(header, result.Of(RecordPart.OfHeader(name.Value)), isWhole: true) is { } ofHeader)
                yield return $"header {name}: {ofHeader}";
        }
    }

    /// <summary>Of keys and headers, most of which are texts, what is written without quotes may be one too, and null is none.</summary>
    private static string? Otherwise(YamlNode wanted, ReadOnlyMemory<byte>? found, bool isWhole)
    {
        var json = YamlJson.Write(wanted);
        var fits = found is { } some
            ? JsonElement.DeepEquals(YamlJson.Parse(json), YamlJson.Parse(some)) || (isWhole && RecordParts.TextOf(json) == RecordParts.TextOf(some))
            : isWhole && wanted is YamlScalar { IsNull: true };
        return fits ? null : $"expected {Text(json)}, got {(found is { } got ? Text(got) : "none")}";
    }

    private static string Word(bool allowed) => allowed ? "allow" : "deny";

    private static string Because(TestRun run) => run.Acted.Count == 0 ? " (no rule acted)" : $" (acted: {string.Join(", ", run.Acted)})";

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
