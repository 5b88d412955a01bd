using System.Net;
using Compliance.Rules.Compiled;
using Compliance.Rules.Testing;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>People told by the network that they come from.</summary>
public sealed class SourceNetworksTests
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        people:
          inside: {principals: ["User:*"], networks: [10.0.0.0/8, "2001:db8::/32"]}
          lab: {networks: 10.9.0.0/16}
          desk: {principals: ["User:ann"], networks: 192.0.2.7}
        access:
          - {id: A1, allow: [read], topics: a, people: inside}
          - {id: A2, deny: [read], topics: a, people: lab}
          - {id: A3, allow: [write], topics: a, people: desk}
        """;

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.255.255.255", true)]
    [InlineData("11.0.0.0", false)]
    [InlineData("10.9.1.1", false)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("2001:db8:1::7", true)]
    [InlineData("2001:db9::7", false)]
    [InlineData("::1", false)]
    [InlineData(null, false)]
    public void A_rule_for_a_network_is_for_whoever_comes_from_there(string? address, bool mayRead)
    {
        var rules = PolicyText.Rules(Policy);
        var from = rules.NetworksAround(address is null ? null : IPAddress.Parse(address));

        Assert.Equal(mayRead, rules.Decide(new("User:bob", From: from), Operation.Read, ResourceType.Topic, "a").Allowed);
    }

    [Fact]
    public void A_principal_and_a_network_are_both_asked_for()
    {
        var rules = PolicyText.Rules(Policy);
        bool May(string principal, string address) =>
            rules.Decide(new(principal, From: rules.NetworksAround(IPAddress.Parse(address))), Operation.Write, ResourceType.Topic, "a").Allowed;

        Assert.True(May("User:ann", "192.0.2.7"));
        Assert.False(May("User:ann", "192.0.2.8"));
        Assert.False(May("User:bob", "192.0.2.7"));
    }

    [Fact]
    public void Addresses_of_the_same_networks_are_one_caller()
    {
        // Given that what is decided is remembered for callers, and that a thousand of them fit,
        var rules = PolicyText.Rules(Policy);
        Caller From(string address) => new("User:ann", From: rules.NetworksAround(IPAddress.Parse(address)));

        // then addresses between which no rule tells are the same one, and others are not.
        Assert.Equal(From("10.1.2.3"), From("10.200.1.1"));
        Assert.Equal(From("10.1.2.3").GetHashCode(), From("10.200.1.1").GetHashCode());
        Assert.Equal(new Caller("User:ann"), From("198.51.100.1"));
        Assert.NotEqual(From("10.1.2.3"), From("10.9.2.3"));
        Assert.NotEqual(From("10.1.2.3"), From("2001:db8::1"));
    }

    [Fact]
    public void A_wider_network_covers_a_narrower_one_of_its_kind()
    {
        Assert.True(Covers("10.0.0.0/8", "10.9.0.0/16"));
        Assert.True(Covers("10.0.0.0/8", "10.0.0.0/8"));
        Assert.False(Covers("10.9.0.0/16", "10.0.0.0/8"));
        Assert.False(Covers("0.0.0.0/0", "2001:db8::/32"));
        Assert.False(Covers("10.0.0.0/8", null));
        Assert.True(Covers(null, "10.0.0.0/8"));
    }

    [Fact]
    public void A_test_says_from_where_somebody_comes()
    {
        var tested = PolicyText.Rules(Policy + """

            tests:
              - {name: from inside, as: {principal: "User:bob", address: 10.1.2.3}, read: {topic: a}, expect: {decision: allow}}
              - {name: from the lab, as: {principal: "User:bob", address: 10.9.2.3}, read: {topic: a}, expect: {decision: deny}}
              - {name: from nowhere, as: {principal: "User:bob"}, read: {topic: a}, expect: {decision: deny}}
            """);

        Assert.All(PolicyTester.Run(tested, (_, _) => throw new InvalidOperationException("No value is asked about."), DateTimeOffset.UnixEpoch), result => Assert.Empty(result.Failures));
    }

    private static bool Covers(string? wide, string? narrow) => People(wide).Covers(People(narrow));

    private static PeopleSet People(string? network) =>
        new(false, [new(NamePattern.ParseFree("User:ann"), new([], [], [], [], [], network is null ? [] : [IPNetwork.Parse(network)]))]);
}
