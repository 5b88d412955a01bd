using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

public sealed class PeopleSetTests
{
    private static PeopleSet People(params string[] principals) => new(false, [.. principals.Select(NamePattern.ParsePrincipal)]);

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
