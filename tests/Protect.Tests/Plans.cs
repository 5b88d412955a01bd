using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests;

/// <summary>Plans out of a few words, made the way real ones are: from a policy.</summary>
internal static class Plans
{
    internal static readonly Caller Reader = new("User:reader");
    internal static readonly Caller Friend = new("User:friend");

    /// <summary>One consume rule P0, P1, … per pair, for class c0, c1, …; <see cref="Friend"/> is excepted from those whose treatment ends in '!'.</summary>
    internal static RuleSet Rules(params (string Path, string Treatment)[] rules) => RulesIn("json", rules);

    /// <summary>The same for values in another format.</summary>
    internal static RuleSet RulesIn(string format, params (string Path, string Treatment)[] rules)
    {
        var text = new StringBuilder("schema: policy/v1\npolicy: {id: p, title: t, owner: o}\npeople: {friend: {principals: [\"User:friend\"]}}\nkeys: {k: {env: K}, s: {env: S}, f: {env: F}, d: {env: D}, y: {env: Y}, e: {env: E}, g: {env: G}}\nclasses:\n");
        for (var i = 0; i < rules.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"  c{i}: {{find: [{{topics: t, path: \"{rules[i].Path}\", format: {format}}}]}}\n");
        text.Append("protect:\n");
        for (var i = 0; i < rules.Length; i++)
        {
            var except = rules[i].Treatment.EndsWith('!') ? $", except: [{{people: friend, do: reveal, until: 2100-01-01, ticket: T{i}, approvedBy: x}}]" : "";
            text.Append(CultureInfo.InvariantCulture, $"  - {{id: P{i}, class: c{i}, when: consume, do: {rules[i].Treatment.TrimEnd('!')}{except}}}\n");
        }

        var (loaded, problems) = PolicyLoader.Load([("p.yaml", text.ToString())]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        return loaded!;
    }

    internal static FieldPlan For(Caller caller, params (string Path, string Treatment)[] rules) =>
        Rules(rules).PlanFor(caller, "t", When.Consume, DateTimeOffset.UnixEpoch);

    internal static FieldPlan For(params (string Path, string Treatment)[] rules) => For(Reader, rules);

    internal static FieldPlan In(string format, params (string Path, string Treatment)[] rules) =>
        RulesIn(format, rules).PlanFor(Friend, "t", When.Consume, DateTimeOffset.UnixEpoch);

    internal static KeyRing Keys() => KeyRing.Ephemeral([new("k", new(false, "K"), default), new("s", new(false, "S"), default, KeyUse.Siv), new("f", new(false, "F"), default, KeyUse.Ff1), new("d", new(false, "D"), default, KeyUse.Shift), new("y", new(false, "Y"), default, KeyUse.Synthetic), new("e", new(false, "E"), default, KeyUse.Encrypt), new("g", new(false, "G"), default, KeyUse.Gcm)]);

    /// <summary>The value after the plan; of an unchanged one the value itself, of an unreadable one the name of the fault.</summary>
    internal static string Apply(FieldPlan plan, string value, ProtectCounts? counts = null) => Apply(plan, Encoding.UTF8.GetBytes(value), counts);

    /// <summary>The same for several values, one after the other, under the same keys.</summary>
    internal static IEnumerable<string> ApplyAll(FieldPlan plan, IEnumerable<string> values)
    {
        using var keys = Keys();
        var protector = new ValueProtector(keys);
        foreach (var value in values)
            yield return Apply(protector, plan, Encoding.UTF8.GetBytes(value), new());
    }

    internal static string Apply(FieldPlan plan, byte[] value, ProtectCounts? counts = null)
    {
        using var keys = Keys();
        return Apply(new ValueProtector(keys), plan, value, counts ?? new());
    }

    private static string Apply(ValueProtector protector, FieldPlan plan, byte[] value, ProtectCounts counts)
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = protector.Apply(plan, value, output, counts);
        if (outcome.Result != ProtectResult.Changed)
            Assert.Equal(0, output.WrittenCount);
        return outcome.Result switch
        {
            ProtectResult.Changed => Encoding.UTF8.GetString(output.WrittenSpan),
            ProtectResult.Unchanged => Encoding.UTF8.GetString(value),
            _ => $"{outcome.Fault.Kind} at {outcome.Fault.Path}",
        };
    }
}
