using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>Access, with the meaning that Kafka's StandardAuthorizer gives to allows and denies.</summary>
public sealed class DecisionTests
{
    private static readonly Caller Ann = new("User:ann");

    private static RuleSet Access(params string[] rules) => PolicyText.Rules(Policy("p", rules));

    private static string Policy(string id, params string[] rules) =>
        $"schema: policy/v1\npolicy: {{id: {id}, title: t, owner: o}}\npeople: {{ann: {{principals: [\"User:ann\"]}}, svc: {{principals: [\"User:svc-*\"]}}}}\n"
        + "purposes: {case: {people: [ann]}}\naccess:\n" + string.Concat(rules.Select((r, i) => $"  - {{id: {id}{i}, {r}}}\n"));

    private static bool May(RuleSet rules, Operation operation, string topic, Caller? caller = null) =>
        rules.Decide(caller ?? Ann, operation, ResourceType.Topic, topic).Allowed;

    [Fact]
    public void What_no_rule_speaks_of_is_denied_by_the_policy_as_a_whole()
    {
        var decision = Access("allow: [read], topics: a, people: ann").Decide(Ann, Operation.Read, ResourceType.Topic, "b");

        Assert.False(decision.Allowed);
        Assert.Null(decision.RuleId);
        Assert.Equal("p", decision.Policy!.Id);
    }

    [Fact]
    public void An_allow_names_its_rule_and_the_hash_of_its_file()
    {
        var text = Policy("p", "allow: [read], topics: a, people: ann");

        var decision = PolicyText.Rules(text).Decide(Ann, Operation.Read, ResourceType.Topic, "a");

        Assert.Equal(new Decision(true, "p0", new("p", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))))), decision);
    }

    [Theory]
    [InlineData("allow: [read], topics: a, people: ann", "deny: [read], topics: a, people: \"*\"")]
    [InlineData("deny: [\"*\"], topics: \"**\", people: ann", "allow: [\"*\"], topics: a, people: \"*\"")]
    public void A_deny_wins_whatever_the_order(string first, string second)
    {
        var rules = Access(first, second);

        Assert.False(May(rules, Operation.Read, "a"));
    }

    [Theory]
    [InlineData("read", true, false)]
    [InlineData("write", true, false)]
    [InlineData("delete", true, false)]
    [InlineData("alter", true, false)]
    [InlineData("create", false, false)]
    [InlineData("alterConfigs", false, true)]
    [InlineData("describe", true, false)]
    [InlineData("describeConfigs", false, true)]
    [InlineData("\"*\"", true, true)]
    public void An_allow_implies_what_it_implies_in_Kafka(string operation, bool describe, bool describeConfigs)
    {
        var rules = Access($"allow: [{operation}], topics: a, people: ann");

        Assert.Equal(describe, May(rules, Operation.Describe, "a"));
        Assert.Equal(describeConfigs, May(rules, Operation.DescribeConfigs, "a"));
    }

    [Fact]
    public void A_deny_implies_nothing()
    {
        var rules = Access("allow: [read, write], topics: a, people: ann", "deny: [read], topics: a, people: ann");

        Assert.True(May(rules, Operation.Describe, "a"));
        Assert.True(May(rules, Operation.Write, "a"));
        Assert.False(May(rules, Operation.Read, "a"));
    }

    [Fact]
    public void A_denied_describe_stands_against_an_implied_one()
    {
        var rules = Access("allow: [read], topics: a, people: ann", "deny: [describe], topics: a, people: ann");

        Assert.True(May(rules, Operation.Read, "a"));
        Assert.False(May(rules, Operation.Describe, "a"));
    }

    [Fact]
    public void Unless_spares_people_or_a_purpose_that_they_have_declared_and_may()
    {
        var rules = Access("allow: [read], topics: \"**\", people: \"*\"", "deny: [read], topics: raw, people: \"*\", unless: {people: svc}",
            "deny: [read], topics: case, people: \"*\", unless: {purpose: case}");

        Assert.True(May(rules, Operation.Read, "raw", new("User:svc-1.x")));
        Assert.False(May(rules, Operation.Read, "raw"));
        Assert.False(May(rules, Operation.Read, "case"));
        Assert.True(May(rules, Operation.Read, "case", new("User:ann", "case")));
        Assert.False(May(rules, Operation.Read, "case", new("User:svc-1", "case")));
        Assert.False(May(rules, Operation.Read, "case", new("User:ann", "other")));
    }

    [Fact]
    public void Groups_ids_and_the_cluster_are_ruled_apart_from_topics()
    {
        var rules = Access("allow: [read], topics: a, consumerGroups: g-*, people: ann", "allow: [write], transactionalIds: t, people: ann", "allow: [idempotentWrite], cluster: true, people: ann");

        Assert.True(rules.Decide(Ann, Operation.Read, ResourceType.Group, "g-1").Allowed);
        Assert.False(rules.Decide(Ann, Operation.Read, ResourceType.Group, "a").Allowed);
        Assert.False(rules.Decide(Ann, Operation.Read, ResourceType.Topic, "g-1").Allowed);
        Assert.True(rules.Decide(Ann, Operation.Write, ResourceType.TransactionalId, "t").Allowed);
        Assert.True(rules.Decide(Ann, Operation.IdempotentWrite, ResourceType.Cluster, "whatever").Allowed);
        Assert.False(rules.Decide(Ann, Operation.Alter, ResourceType.Cluster, "kafka-cluster").Allowed);
        Assert.False(rules.Decide(Ann, Operation.Describe, ResourceType.DelegationToken, "t").Allowed);
    }

    [Fact]
    public void Any_file_may_allow_and_any_file_may_deny()
    {
        var rules = PolicyText.Rules(Policy("p", "allow: [read], topics: a, people: ann"), Policy("q", "allow: [read], topics: b, people: ann", "deny: [read], topics: a.x, people: ann"));

        Assert.Equal("p", rules.Decide(Ann, Operation.Read, ResourceType.Topic, "a").Policy!.Id);
        Assert.Equal("q", rules.Decide(Ann, Operation.Read, ResourceType.Topic, "b").Policy!.Id);
        Assert.Equal(("q", false), (rules.Decide(Ann, Operation.Read, ResourceType.Topic, "a.x").Policy!.Id, rules.Decide(Ann, Operation.Read, ResourceType.Topic, "a.x").Allowed));
        Assert.Null(rules.Decide(Ann, Operation.Read, ResourceType.Topic, "c").Policy);
        Assert.Equal(["p", "q"], rules.Policies.Select(p => p.Id));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("deny: [write], topics: \"a.x\", people: ann", true)]
    [InlineData("deny: [write], topics: \"a.**\", people: ann", false)]
    [InlineData("deny: [write], topics: \"**\", people: ann", false)]
    [InlineData("deny: [read], topics: \"**\", people: ann", true)]
    [InlineData("deny: [write], topics: \"**\", people: svc", true)]
    public void Something_may_be_written_while_an_allow_is_not_swallowed(string deny, bool any)
    {
        var rules = deny.Length == 0 ? Access("allow: [write], topics: \"a.*\", people: ann") : Access("allow: [write], topics: \"a.*\", people: ann", deny);

        Assert.Equal(any, rules.AllowsAny(Ann, Operation.Write, ResourceType.Topic));
        Assert.False(rules.AllowsAny(Ann, Operation.Write, ResourceType.TransactionalId));
        Assert.False(rules.AllowsAny(new("User:eve"), Operation.Write, ResourceType.Topic));
    }

    [Theory]
    [InlineData("**", "", true)]
    [InlineData("*.*", "", false)]
    [InlineData("a.**", "", false)]
    [InlineData("**", "deny: [write], topics: a, people: ann", true)]
    [InlineData("**", "deny: [describe], topics: a, people: ann", false)]
    [InlineData("**", "deny: [describe], topics: a, people: svc", true)]
    public void Everything_may_be_described_where_one_allow_covers_all_and_no_deny_takes_any_out(string allowed, string deny, bool all)
    {
        var allow = $"allow: [read], topics: \"{allowed}\", people: ann";
        var rules = deny.Length == 0 ? Access(allow) : Access(allow, deny);

        Assert.Equal(all, rules.AllowsAll(Ann, Operation.Describe, ResourceType.Topic));
        Assert.False(rules.AllowsAll(Ann, Operation.Describe, ResourceType.Group));
    }
}
