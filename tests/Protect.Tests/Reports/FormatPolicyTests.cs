using Compliance.Protect.Keys;
using Compliance.Protect.Reports;
using Compliance.Rules;
using Compliance.Rules.Testing;

namespace Compliance.Protect.Tests.Reports;

/// <summary>Inline tests of policies about values that are not written in JSON, by the JSON that they mean.</summary>
public sealed class FormatPolicyTests
{
    [Theory]
    [InlineData("protobuf", "$.card.pan", """{card: {pan: "41112222"}}""", """{card: {pan: "****2222"}}""")]
    [InlineData("csv", "pan", """{id: "1", pan: "41112222"}""", """{id: "1", pan: "****2222"}""")]
    [InlineData("tsv", "$[1]", """["1", "41112222"]""", """["1", "****2222"]""")]
    [InlineData("text", "$", "\"41112222\"", "\"****2222\"")]
    public void A_value_is_read_as_the_rules_say(string format, string path, string value, string expected)
    {
        var (rules, problems) = PolicyLoader.Load([("p.yaml", $$$"""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {all: {principals: ["User:*"]}}
            classes: {card: {find: [{topics: t, path: "{{{path}}}", format: "{{{format}}}" }] } }
            protect: [{id: P1, class: card, when: consume, do: {mask: {keepLast: 4} } }]
            access: [{id: A1, allow: read, topics: t, people: all}]
            tests:
              - name: a card
                as: {principal: "User:a"}
                read: {topic: t, value: {{{value}}} }
                expect: {decision: allow, value: {{{expected}}}, by: [P1]}
            """)]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);

        Assert.Empty(PolicyTester.Run(rules!, new PlanEngine(KeyRing.Empty).Apply, DateTimeOffset.UnixEpoch).SelectMany(t => t.Failures));
    }
}
