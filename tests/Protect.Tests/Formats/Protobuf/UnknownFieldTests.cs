using Compliance.Protect.Tests.Messages;
using Compliance.Rules;
using Compliance.Rules.Compiled;
using Google.Protobuf;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>Fields of a message that its schema lacks, by what the policies say of them.</summary>
public sealed class UnknownFieldTests
{
    // An Everything with a name; the field 999 is none that the schema has, at the top and in a map's entry.
    private static readonly byte[] Later = [0x0A, 1, (byte)'a', 0xBA, 0x3E, 1, (byte)'x', 0xC2, 0x01, 10, 0x0A, 1, (byte)'k', 0x12, 1, (byte)'v', 0xBA, 0x3E, 1, (byte)'y'];

    private static FieldPlan Plan(params string[] settings)
    {
        var (rules, problems) = PolicyLoader.Load(settings.Select((setting, i) => ($"{i}.yaml", $$"""
            schema: policy/v1
            policy: {id: p{{i}}, title: t, owner: o}
            defaults: {{setting}}
            classes: {c{{i}}: {find: [{topics: t, path: $..name, format: protobuf}, {topics: t, path: labels.k, format: protobuf}] } }
            protect: [{id: P{{i}}, class: c{{i}}, when: consume, do: redact}]
            """)));
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        return rules!.PlanFor(Plans.Reader, "t", When.Consume, DateTimeOffset.UnixEpoch);
    }

    private static string Text(FieldPlan plan)
    {
        var made = Trial.Bytes(plan, Later, out var fault);
        return fault.Kind != FaultKind.None ? fault.Kind.ToString() : System.Text.Encoding.Latin1.GetString(made);
    }

    [Fact]
    public void They_are_taken_out_where_nothing_else_is_said()
    {
        var text = Text(Plan("{access: deny}"));

        Assert.DoesNotContain("x", text, StringComparison.Ordinal);
        Assert.DoesNotContain("y", text, StringComparison.Ordinal);
        Assert.Equal(Text(Plan("{unknownFields: drop}")), text);
    }

    [Fact]
    public void They_stay_or_refuse_the_record_where_a_policy_says_so()
    {
        var passed = Text(Plan("{unknownFields: pass}"));

        Assert.Contains("x", passed, StringComparison.Ordinal);
        Assert.Contains("y", passed, StringComparison.Ordinal);
        Assert.DoesNotContain("v", passed, StringComparison.Ordinal);
        Assert.Equal("UnknownField", Text(Plan("{unknownFields: reject}")));
    }

    [Fact]
    public void Of_several_policies_the_strictest_decides()
    {
        Assert.DoesNotContain("x", Text(Plan("{unknownFields: pass}", "{unknownFields: drop}")), StringComparison.Ordinal);
        Assert.Equal("UnknownField", Text(Plan("{unknownFields: reject}", "{unknownFields: pass}")));
    }

    [Fact]
    public void A_message_without_such_fields_passes_under_each()
    {
        foreach (var word in new[] { "drop", "reject", "pass" })
            Assert.Equal("", Everything.Parser.ParseFrom(Trial.Bytes(Plan($"{{unknownFields: {word}}}"), new Everything { Name = "a" }.ToByteArray(), out _)).Name);
    }
}
