using Compliance.Rules.Compiled;
using CsCheck;

namespace Compliance.Rules.Tests.Compiled;

public sealed class PatternIndexTests
{
    private static readonly Gen<NamePattern> Patterns = Gen.OneOf("a", "b", ".", "*", "**").Array[1, 6].Select(string.Concat).Where(p => !p.Contains("***", StringComparison.Ordinal)).Select(NamePattern.Parse);
    private static readonly Gen<string> Names = Gen.OneOf("a", "b", ".").Array[0, 7].Select(string.Concat);

    [Fact]
    public void Whatever_the_patterns_no_rule_that_matches_is_missed_and_their_order_stays()
    {
        Gen.Select(Patterns.Array[0, 2].Array[0, 12], Names).Sample((rules, name) =>
        {
            var found = PatternIndex.Of(rules).Find(name);

            return found.SequenceEqual(found.Distinct().Order())
                && Enumerable.Range(0, rules.Length).Where(i => rules[i].Any(p => p.Matches(name))).All(found.Contains);
        });
    }

    [Fact]
    public void Of_many_rules_a_name_is_held_against_those_of_its_own_domain_alone()
    {
        var rules = Enumerable.Range(0, 1000).Select(i => new[] { NamePattern.Parse($"d{i}.**") })
            .Append([NamePattern.Parse("**.raw")]).Append([NamePattern.Parse("d7.eu.cards")]).Append([NamePattern.Parse("d7.e*")]);

        var index = PatternIndex.Of(rules);

        Assert.Equal([7, 1000, 1001, 1002], index.Find("d7.eu.cards"));
        Assert.Equal([8, 1000], index.Find("d8.eu"));
        Assert.Equal([1000], index.Find("d8"));
    }

    [Fact]
    public void A_denial_wins_wherever_it_stands_and_the_first_allow_is_named()
    {
        // given rules whose patterns lie in different places of the index
        var rules = PolicyText.Rules("""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {all: {principals: ["User:*"]}}
            access:
              - {id: A1, allow: [read], topics: "crm.**", people: all}
              - {id: A2, allow: [read], topics: "**", people: all}
              - {id: A3, allow: [read], topics: crm.eu.people, people: all}
              - {id: A4, deny: [read], topics: "*.eu.secret", people: all}
              - {id: A5, deny: [read], topics: crm.eu.gone, people: all}
            """);
        string? By(string topic) => rules.Decide(new("User:a"), Operation.Read, ResourceType.Topic, topic).RuleId;

        Assert.Equal(["A1", "A2", "A4", "A5"], new[] { "crm.eu.people", "x", "crm.eu.secret", "crm.eu.gone" }.Select(By));
    }
}
