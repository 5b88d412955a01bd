namespace Compliance.Rules.Tests.Checks;

/// <summary>People told by what their login proves, and purposes stated by client ids.</summary>
public sealed class PeopleChecksTests
{
    private const string Fraud = "fraud: {principals: [\"User:fraud\"]}";
    private const string Case = "case: {basis: GDPR 6, people: [fraud]}";

    [Theory]
    [InlineData("fraud: {mechanisms: PLAIN}", "It is not said who 'fraud' are; add principals, groups, claims, certificates or networks")]
    [InlineData("fraud: {groups: []}", "'groups' is an empty list")]
    [InlineData("fraud: {groups: \"a\\u0007\"}", "no control characters")]
    [InlineData("fraud: {claims: [dept]}", "'claims' is a set of names")]
    [InlineData("fraud: {claims: {dept: {}}}", "'dept' is a single value here")]
    [InlineData("fraud: {certificates: {}}", "add 'subject' or 'san'")]
    [InlineData("fraud: {certificates: {issuer: x}}", "A certificate has no key 'issuer'")]
    [InlineData("fraud: {certificates: {subject: till}}", "'till' is no subject; write it as RFC 2253 does")]
    [InlineData("fraud: {certificates: {san: shop.example}}", "begins with its kind: DNS:, URI:")]
    [InlineData("fraud: {networks: office}", "'office' is no network; write an address and how many of its bits count: 10.0.0.0/8")]
    [InlineData("fraud: {networks: 10.1.2.3/8}", "'10.1.2.3/8' names an address inside of a network; write 10.0.0.0/8 for the network, or 10.1.2.3")]
    [InlineData("fraud: {networks: 10.1/16}", "'10.1/16' is no network")]
    [InlineData("fraud: {networks: 010.0.0.0/8}", "'010.0.0.0/8' is no network")]
    [InlineData("fraud: {networks: 10.0.0.0/33}", "'10.0.0.0/33' is no network")]
    [InlineData("fraud: {networks: \"2001:db8::/129\"}", "'2001:db8::/129' is no network")]
    [InlineData("fraud: {networks: \"2001:db8::1/32\"}", "write 2001:db8::/32 for the network")]
    [InlineData("fraud: {networks: \"fe80::1%1\"}", "is no network")]
    [InlineData("fraud: {networks: \"::ffff:10.0.0.0/104\"}", "is an IPv4 address written as IPv6")]
    public void People_who_are_told_by_nothing_that_a_login_proves_are_refused(string people, string message) =>
        Assert.Contains(PolicyText.Problems(PolicyText.With(Fraud, people)), p => p.Severity == Severity.Error && p.Text.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void A_test_whose_principal_lacks_its_kind_would_be_about_nobody()
    {
        var text = PolicyText.With("as: {principal: \"User:till-1\"}", "as: {principal: till-1}");

        var problem = PolicyText.OnlyError(text);

        Assert.Contains("'till-1' is no principal; write it as Kafka does, User:name", problem.Text);
        PolicyText.AssertAt(problem, text, "till-1}");
    }

    [Theory]
    [InlineData("fraud: {groups: [fraud, \"fraud-*\"]}")]
    [InlineData("fraud: {principals: [\"User:fraud\"], claims: {dept: fraud, level: [2, 3]}}")]
    [InlineData("fraud: {certificates: {subject: \"CN=fraud-*,O=Shop\", san: [\"DNS:*.fraud.example\", \"URI:spiffe://shop/fraud/*\"]}}")]
    [InlineData("fraud: {networks: [10.0.0.0/8, 0.0.0.0/0, 192.0.2.7, \"2001:db8::/32\", \"::/0\", \"::1\"]}")]
    public void People_who_are_told_by_their_login_or_network_pass(string people) =>
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With(Fraud, people)), p => p.Severity == Severity.Error);

    [Theory]
    [InlineData("\"*\"", "Whatever its client id, every request would state the purpose 'case'")]
    [InlineData("[\"fraud-*\", \"a\\u0007\"]", "no control characters")]
    public void A_purpose_that_no_client_id_can_state_or_that_all_do_is_refused(string clientIds, string message) =>
        Assert.Contains(message, PolicyText.OnlyError(PolicyText.With(Case, $"case: {{people: [fraud], clientIds: {clientIds}}}")).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("fraud-*", "*-case", true)]
    [InlineData("fraud-*", "fraud-7", true)]
    [InlineData("a*b*c", "*bb*", true)]
    [InlineData("fraud-*", "audit-*", false)]
    [InlineData("a*c", "a*b", false)]
    [InlineData("ab", "a", false)]
    public void A_client_id_that_could_state_two_purposes_is_refused(string one, string other, bool isRefused)
    {
        var text = PolicyText.With(Case, $"case: {{people: [fraud], clientIds: \"{one}\"}}\n  other: {{people: [fraud], clientIds: \"{other}\"}}");

        Assert.Equal(isRefused, PolicyText.Problems(text).Any(p => p.Severity == Severity.Error && p.Text.Contains($"A client id may fit '{other}' and '{one}'", StringComparison.Ordinal)));
    }
}
