using Compliance.Gateway.Tls;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>Kafka's mapping rules; what is expected is what its SslPrincipalMapper gives.</summary>
public sealed class PrincipalRuleTests
{
    private const string Service = "CN=Duke,OU=ServiceUsers,O=Org,C=US";
    private const string ManyRules =
        "RULE:^CN=(.*?),OU=ServiceUsers.*$/$1/L,RULE:^CN=(.*?),OU=(.*?),O=(.*?),L=(.*?),ST=(.*?),C=(.*?)$/$1@$2/L,RULE:^cn=(.*?),ou=(.*?),dc=(.*?),dc=(.*?)$/$1@$2/U,RULE:^.*[Cc][Nn]=([a-zA-Z0-9.]*).*$/$1/U,DEFAULT";

    [Theory]
    [InlineData("DEFAULT", Service, Service)]
    [InlineData(ManyRules, Service, "duke")]
    [InlineData(ManyRules, "CN=Duke,OU=SME,O=mycp,L=Fulton,ST=MD,C=US", "duke@sme")]
    [InlineData(ManyRules, "cn=duke,ou=sme,dc=mycp,dc=com", "DUKE@SME")]
    [InlineData(ManyRules, "cN=duke,OU=JavaSoft,O=Sun Microsystems", "DUKE")]
    [InlineData(ManyRules, "OU=JavaSoft,O=Sun Microsystems", "OU=JavaSoft,O=Sun Microsystems")]
    [InlineData(@"RULE:^CN=(.*),O=a\/b$/$1\/x/", "CN=n,O=a/b", "n/x")]
    [InlineData("RULE:^CN=([^,]+).*$/$1@$4/", Service, "Duke@$4")]
    [InlineData("RULE:^CN=([^,]+).*$/$12/", Service, "Duke2")]
    [InlineData(@"RULE:^CN=([^,]+).*$/\$1/", Service, "$1")]
    [InlineData("RULE:^CN=Duke.*$/duke/", Service, "duke")]
    [InlineData("RULE:.*/x/", "abc", "xx")]
    [InlineData("RULE:[A-Z]+=(.)/$1/", "CN=a", "a")]
    [InlineData("RULE:CN=a/x/", Service, null)]
    [InlineData("RULE:^CN=Duke$/x/", Service, null)]
    [InlineData(@"RULE:^CN=(\w+)$/$1/", "CN=jörg", null)]
    [InlineData(@"RULE:^CN=(\d+)$/$1/", "CN=٣", null)]
    [InlineData(@"RULE:^CN=([\w.]+)$/$1/U", "CN=a.b", "A.B")]
    [InlineData("RULE:^CN=(.+)$/$1/", "CN=a\u2028b", null)]
    public void A_name_becomes_what_the_first_rule_that_fits_makes_of_it(string rules, string name, string? principal)
    {
        var read = new List<PrincipalRule>();
        Assert.Null(PrincipalRuleParser.Parse(rules, read));

        Assert.Equal(principal, new PrincipalRules([.. read]).Apply([name]));
    }

    [Fact]
    public void A_rule_that_leaves_nothing_of_a_name_leaves_it_to_no_other()
    {
        var read = new List<PrincipalRule>();
        Assert.Null(PrincipalRuleParser.Parse("RULE:^(CN)=.*$//, DEFAULT", read));

        Assert.Null(new PrincipalRules([.. read]).Apply(["CN=a"]));
    }

    [Fact]
    public void Of_several_names_the_first_that_a_rule_fits_counts()
    {
        var read = new List<PrincipalRule>();
        Assert.Null(PrincipalRuleParser.Parse(@"RULE:^URI:spiffe:\/\/shop.example\/(.*)$/$1/", read));

        Assert.Equal("till", new PrincipalRules([.. read]).Apply(["DNS:a", "URI:spiffe://shop.example/till", "URI:spiffe://shop.example/other"]));
        Assert.Null(new PrincipalRules([.. read]).Apply([]));
    }

    [Theory]
    [InlineData("", "neither RULE: nor DEFAULT")]
    [InlineData("default", "neither RULE: nor DEFAULT")]
    [InlineData("DEFAULT,", "at character 9 stands neither RULE: nor DEFAULT")]
    [InlineData("DEFAULT DEFAULT", "at character 9 a comma")]
    [InlineData("RULE:a/b/x", "at character 10 a comma")]
    [InlineData("RULE:a/b/Lx", "at character 11 a comma")]
    [InlineData("RULE:a/b", "the replacement of a rule ends with a slash")]
    [InlineData(@"RULE:a\/b", "the pattern of a rule ends with a slash")]
    [InlineData("RULE:(a/b/", "Invalid pattern")]
    [InlineData("RULE:a++/b/", "Invalid pattern")]
    [InlineData("RULE:a/$1/", "put what it is to take into parentheses")]
    [InlineData("RULE:(a)/$x/", "followed by the number of a group")]
    [InlineData(@"RULE:\Qa\E/b/", @"\Q…\E")]
    [InlineData("RULE:[a[b]]/b/", "a class inside a class")]
    [InlineData("RULE:[a&&b]/b/", "an intersection")]
    [InlineData("RULE:(?<n>a)/b/", "groups have numbers")]
    [InlineData(@"RULE:[\W]/b/", @"\W inside a class")]
    public void What_is_no_rule_is_told(string rules, string problem) =>
        Assert.Contains(problem, PrincipalRuleParser.Parse(rules, []), StringComparison.Ordinal);

    [Fact]
    public void A_pattern_that_takes_too_long_fits_nothing()
    {
        var read = new List<PrincipalRule>();
        Assert.Null(PrincipalRuleParser.Parse("RULE:^(a+)+b$/x/", read));

        Assert.Null(new PrincipalRules([.. read]).Apply([new string('a', 60)]));
    }
}
