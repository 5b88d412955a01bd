using System.Text;
using Compliance.Rules.Compiled;
using Compliance.Rules.Describing;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Testing;

/// <summary>What the rules make of a request and a value, in plain language. Pure; the values in it are those that were asked about.</summary>
public static class Explanation
{
    private static readonly string[] Passes = ["nothing: no rule acts on its fields"];

    /// <param name="rules">All policies of a route.</param>
    /// <param name="apply">Carries out a plan.</param>
    /// <param name="asked">What is to be explained.</param>
    /// <param name="output">Takes the lines.</param>
    public static void Write(RuleSet rules, ApplyPlan apply, Asked asked, TextWriter output)
    {
        asked = asked.Under(rules);
        output.WriteLine($"{asked.Caller.Principal} {(asked.IsWrite ? "writes to" : "reads from")} {asked.Topic}, {Phrases.Day(asked.At)}{(asked.Caller.Purpose is { } purpose ? $", for the purpose {purpose}{((rules.Observed ?? rules).MayClaim(asked.Caller) ? "" : ", which no policy lets him claim")}" : "")}");
        WriteRun(rules, apply, asked, output);
        if (rules.Observed is not { } observed)
            return;
        output.WriteLine($"If {Phrases.And(rules.ObservedPolicies.Select(policy => policy.Id))}, which {(rules.ObservedPolicies.Length == 1 ? "is" : "are")} only observed, were enforced:");
        WriteRun(observed, apply, asked, output);
    }

    private static void WriteRun(RuleSet rules, ApplyPlan apply, Asked asked, TextWriter output)
    {
        var run = new TestRun(rules, apply, asked);
        run.Run();
        foreach (var (what, decision) in run.Decisions)
            output.WriteLine($"  {what}: {Decided(decision)}");
        if (asked.Caller.Open is { } open)
            output.WriteLine($"  hours: {(open.Windows.IsEmpty ? "outside of all that rules name" : $"within {Phrases.And(open.Windows.Select(window => window.Text))}")}, until {Phrases.Day(open.Until)}");
        output.WriteLine($"  evidence of it: {AuditModeNames.Of(run.Audit)}{(run.IsAuditRuled ? "" : ", as goes without saying")}");
        if (!run.IsAllowed || asked.Record is not { } record)
            return;

        WriteStep(output, "what is stored", run.Writing, run.Stored is null ? run.Fault : null);
        foreach (var topic in run.QuarantinedTo)
            output.WriteLine($"  quarantined: before it is stored, the record goes to {topic} as it is meant");
        if (!asked.IsWrite && run.Stored is not null)
            WriteStep(output, "what is read", run.Reading, run.Fault);
        WriteRecord(output, "as it is meant", record);
        if (run.Stored is { } stored)
            WriteRecord(output, "as it is stored", stored);
        foreach (var row in run.Reading?.Plan.Rows ?? [])
            output.WriteLine($"  only records with {row.Text} ({row.Id} of {row.Policy.Id}){(row.Id == run.WithheldBy ? ": this one is withheld" : "")}");
        if (!asked.IsWrite && run.Result is { } result)
            WriteRecord(output, "as it is read", result);
    }

    private static string Decided(Decision decision) => decision switch
    {
        { RuleId: null, Allowed: true } => "allowed, since no policy is enforced",
        { RuleId: null } => "denied, since no rule allows it",
        { Allowed: true } => $"allowed by {decision.RuleId} of {decision.Policy?.Id}",
        _ => $"denied by {decision.RuleId} of {decision.Policy?.Id}",
    };

    private static void WriteStep(TextWriter output, string what, RuleStep? step, string? fault)
    {
        output.WriteLine($"  {what}:");
        if (fault is not null)
            output.WriteLine($"    refused: {fault}");
        foreach (var line in step is null || step.Plan.IsEmpty ? Passes : step.Plan.AllRules.GroupBy(rule => Line(rule)).Select(alike => $"{alike.Key}{(alike.Any(step.Acted.Contains) ? "" : "; did not act here")}"))
            output.WriteLine($"    {line}");
    }

    /// <summary>A rule about headers of a pattern stands in the plan of each that is told apart.</summary>
    private static string Line(FieldRule rule)
    {
        var why = rule.Exemption is { } exemption ? $"by {exemption.Ticket}, before {Phrases.Day(exemption.Until)}, an exception of {rule.RuleId}" : rule.RuleId;
        var what = Phrases.Of(rule).Replace("`", "", StringComparison.Ordinal);
        return $"{Phrases.Place(rule)} ({rule.Class}): {what}, {why} of {rule.Policy.Id}";
    }

    private static void WriteRecord(TextWriter output, string what, RecordParts record)
    {
        if (record.Value is { } value)
            output.WriteLine($"  {what}: {Text(value)}");
        if (record.Key is { } key)
            output.WriteLine($"  {what}, key: {Text(key)}");
        foreach (var (name, json) in record.Headers)
            output.WriteLine($"  {what}, header {name}: {(json is { } text ? Text(text) : "null")}");
    }

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
