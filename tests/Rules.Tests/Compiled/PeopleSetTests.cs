using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

public sealed class PeopleSetTests
{
    private static PeopleSet People(params string[] principals) => new(false, [.. principals.Select(p => new PeoplePattern(NamePattern.ParseFree(p), new([], [], [], [], [], [])))]);

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

    private static PeopleSet Proved(string principal, params string[] mechanisms) => new(false, [new(NamePattern.ParseFree(principal), new([.. mechanisms], [], [], [], [], []))]);

    [Fact]
    public void Of_each_list_that_it_names_the_login_must_have_proved_one_and_of_claims_each()
    {
        var people = PolicyText.Rules("""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people:
              them: {groups: [a, "b-*"], claims: {dept: [fraud, audit], level: 3}, certificates: {subject: "CN=*,O=Shop", san: "DNS:*.shop.example"}}
            access: [{id: A1, allow: [read], topics: t, people: them}]
            """);
        LoginFacts Login(string group = "b-7", string dept = "audit", string level = "3", string subject = "CN=x.y,O=Shop", string name = "DNS:a.b.shop.example") =>
            new([group, "other"], [("dept", dept), ("level", level), ("x", "y")], subject, [name]);
        bool May(LoginFacts? login) => people.Decide(new("User:x", Login: login), Operation.Read, ResourceType.Topic, "t").Allowed;

        Assert.True(May(Login()));
        Assert.True(May(Login(group: "a", dept: "fraud")));
        Assert.False(May(null));
        Assert.False(May(new()));
        Assert.False(May(Login(group: "b")));
        Assert.False(May(Login(dept: "sales")));
        Assert.False(May(Login(level: "4")));
        Assert.False(May(Login(subject: "CN=x,O=Shops")));
        Assert.False(May(Login(name: "URI:a.shop.example")));
    }

    [Fact]
    public void Logins_that_prove_the_same_are_equal_and_others_are_not()
    {
        LoginFacts one = new(["b", "a"], [("c", "1"), ("c", "2")], "CN=x", ["DNS:x"]);

        Assert.Equal(one, new(["a", "b", "a"], [("c", "2"), ("c", "1")], "CN=x", ["DNS:x"]));
        Assert.Equal(new Caller("User:x", Login: one), new Caller("User:x", Login: new(["a", "b"], [("c", "2"), ("c", "1")], "CN=x", ["DNS:x"])));
        Assert.Distinct(new LoginFacts[] { one, new(["a"], [("c", "1")]), new(["ac1:c"]), new(subject: "a"), new(subjectNames: ["a"]), new(["a"]), new(["a", ""]), new(claims: [("a", "")]), new() });
    }

    [Theory]
    [InlineData("{groups: a}", "{groups: a, principals: \"User:x\"}", true)]
    [InlineData("{groups: [a, b]}", "{groups: b}", true)]
    [InlineData("{groups: \"a*\"}", "{groups: ab, mechanisms: PLAIN}", true)]
    [InlineData("{claims: {d: [x, y]}}", "{claims: {d: x, e: z}}", true)]
    [InlineData("{certificates: {subject: \"CN=*\"}}", "{certificates: {subject: CN=a, san: \"DNS:x\"}}", true)]
    [InlineData("{groups: a, principals: \"User:x\"}", "{groups: a}", false)]
    [InlineData("{groups: b}", "{groups: [a, b]}", false)]
    [InlineData("{claims: {d: x, e: z}}", "{claims: {d: x}}", false)]
    [InlineData("{certificates: {san: \"DNS:x\"}}", "{certificates: {subject: CN=a}}", false)]
    public void Those_who_are_told_by_more_are_covered_by_those_who_are_told_by_less(string wide, string narrow, bool covers)
    {
        // A deny that covers all people of an allow is warned of.
        var problems = PolicyText.Problems($$"""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people:
              wide: {{wide}}
              narrow: {{narrow}}
            access:
              - {id: A1, allow: [create], topics: t, people: narrow}
              - {id: A2, deny: [create], topics: t, people: wide}
            """);

        Assert.Equal(covers, problems.Any(p => p.Text.Contains("Rule A1 never allows anything", StringComparison.Ordinal)));
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
