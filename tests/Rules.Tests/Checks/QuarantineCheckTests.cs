namespace Compliance.Rules.Tests.Checks;

/// <summary>What ends in a quarantine topic, and who may read it, is told before it happens.</summary>
public sealed class QuarantineCheckTests
{
    private const string Head = "people:\n  tills";
    private const string Reads = "topics: \"payments.**\", consumerGroups: \"bi-**\", people: [analysts, fraud]";

    private static string With(string undeclared) =>
        PolicyText.With(Head, $"defaults: {{undeclaredPii: {undeclared}}}\n{Head}").Replace("by: [A2]", "by: [A2, shop.undeclaredPii]", StringComparison.Ordinal);

    private static string[] Told(string text) => [.. PolicyText.Problems(text).Where(p => p.Text.Contains("quarantine", StringComparison.Ordinal)).Select(p => p.Text)];

    [Theory]
    [InlineData("\"payments.**\"", false)]
    [InlineData("\"**\"", true)]
    [InlineData("\"quarantine.*\"", true)]
    [InlineData("[\"payments.**\", quarantine.shop]", false)]
    public void A_pattern_that_lets_people_read_it_is_told_and_its_name_is_meant(string topics, bool isTold)
    {
        var text = With("quarantine").Replace(Reads, $"topics: {topics}, people: [analysts, fraud]", StringComparison.Ordinal);

        Assert.Equal(isTold, Told(text).Any(told => told.Contains("Rule A1 lets analysts and fraud read 'quarantine.shop'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("people: [\"*\"]", false)]
    [InlineData("people: [\"*\"], unless: {people: fraud}", false)]
    [InlineData("people: analysts", true)]
    public void Who_is_denied_it_can_t_read_it(string denied, bool isTold)
    {
        var text = With("quarantine").Replace(Reads, "topics: \"**\", people: [analysts, fraud]", StringComparison.Ordinal)
            .Replace("tests:\n", $"  - {{id: A3, deny: [read], topics: \"quarantine.**\", {denied}}}\ntests:\n", StringComparison.Ordinal);

        Assert.Equal(isTold, Told(text).Any(told => told.Contains("Rule A1 lets", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_topic_may_have_another_name()
    {
        var text = With("{do: quarantine, to: payments.held}");

        Assert.Contains(Told(text), told => told.Contains("Rule A1 lets analysts and fraud read 'payments.held'", StringComparison.Ordinal));
        Assert.Contains(Told(text), told => told.Contains("is itself among the topics", StringComparison.Ordinal));
    }

    [Fact]
    public void What_other_rules_protect_stands_there_in_clear()
    {
        var text = With("quarantine").Replace("when: consume\n    do: {mask: {keepLast: 4}}\n    except: [{people: fraud, do: reveal, until: 2030-01-01, ticket: T-1, approvedBy: ciso}]", "when: produce\n    do: redact", StringComparison.Ordinal);

        Assert.Contains(Told(text), told => told.Contains("what rule P1 protects before it is stored ('card') stands there in clear", StringComparison.Ordinal));
        Assert.DoesNotContain(Told(text.Replace("{undeclaredPii: quarantine}", "{undeclaredPii: {do: quarantine, topics: \"chat.**\"}}", StringComparison.Ordinal)), told => told.Contains("stands there in clear", StringComparison.Ordinal));
    }

    [Fact]
    public void What_may_not_be_stored_may_not_be_quarantined()
    {
        var text = With("quarantine").Replace("card: {find", "card: {rules: PCI 3.3.1, find", StringComparison.Ordinal)
            .Replace("when: consume\n    do: {mask: {keepLast: 4}}\n    except: [{people: fraud, do: reveal, until: 2030-01-01, ticket: T-1, approvedBy: ciso}]", "when: produce\n    do: drop", StringComparison.Ordinal);

        Assert.Contains("may not be stored, and 'quarantine.shop' would hold it", PolicyText.OnlyError(text).Text);
    }

    [Fact]
    public void What_is_read_alone_is_not_quarantined() =>
        Assert.Contains("write 'mask', or add 'produce'", Assert.Single(Told(With("{do: quarantine, when: consume}"))));
}
