using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

public sealed class PeopleSetTests
{
    private static PeopleSet People(params string[] principals) => new(false, [.. principals.Select(p => new PeoplePattern(NamePattern.ParsePrincipal(p), []))]);

    [Fact]
    public void It_includes_whoever_fits_a_pattern()
    {
        var people = People("User:ann", "User:svc-*");

        Assert.True(people.Includes(new("User:ann")));
        Assert.True(people.Includes(new("User:svc-x.y")));
        Assert.False(people.Includes(new("User:anna")));
        Assert.False(people.Includes(new("user:ann")));
        Assert.False(People().Includes(new("User:ann")));
        Assert.True(PeopleSet.Everybody.Includes(new("anything")));
    }

    [Fact]
    public void A_mechanism_that_it_names_must_have_been_used()
    {
        var people = Proved("User:ann", "SCRAM-SHA-512", "OAUTHBEARER");

        Assert.True(people.Includes(new("User:ann", Mechanism: "OAUTHBEARER")));
        Assert.False(people.Includes(new("User:ann", Mechanism: "PLAIN")));
        Assert.False(people.Includes(new("User:ann")));
        Assert.False(people.Includes(new("User:bob", Mechanism: "OAUTHBEARER")));
        Assert.True(People("User:ann").Includes(new("User:ann", Mechanism: "PLAIN")));
        Assert.True(People("User:ann").Covers(people));
        Assert.False(people.Covers(People("User:ann")));
        Assert.True(people.Covers(Proved("User:ann", "OAUTHBEARER")));
        Assert.False(people.Covers(Proved("User:ann", "OAUTHBEARER", "PLAIN")));
    }

    private static PeopleSet Proved(string principal, params string[] mechanisms) => new(false, [new(NamePattern.ParsePrincipal(principal), [.. mechanisms])]);

    [Theory]
    [InlineData("User:*", "User:ann", true)]
    [InlineData("User:svc-*", "User:svc-a*", true)]
    [InlineData("User:svc-a*", "User:svc-*", false)]
    [InlineData("User:ann", "User:bob", false)]
    public void It_covers_people_who_are_all_in_it(string wide, string narrow, bool covers)
    {
        Assert.Equal(covers, People(wide).Covers(People(narrow)));
        Assert.True(PeopleSet.Everybody.Covers(People(narrow)));
        Assert.False(People(wide).Covers(PeopleSet.Everybody));
        Assert.False(People(wide).Covers(People(narrow, "Group:x")));
    }
}
