using System.Text;
using Compliance.Protect.Reports;
using Compliance.Rules;

namespace Compliance.Protect.Tests.Reports;

/// <summary>What policies make of a request and a value, told to who asks.</summary>
public sealed class ExplanationTests : IDisposable
{
    private const string Payment = """{"person":"Ada","card":{"number":"4111111111111111","code":"123"}}""";
    private readonly string _file = Path.GetTempFileName();

    public ExplanationTests() => File.WriteAllText(_file, """
        schema: policy/v1
        policy: {id: shop, title: t, owner: o}
        people: {tills: {principals: ["User:till"]}, analysts: {principals: ["User:bi"]}, fraud: {principals: ["User:fraud"]}}
        classes:
          card: {find: [{topics: payments, path: $.card.number}]}
          code: {find: [{topics: payments, path: $.card.code}]}
          mail: {find: [{topics: payments, path: $.mail}]}
        protect:
          - {id: P1, class: code, when: produce, do: drop}
          - {id: P2, class: card, when: consume, do: {mask: {keepLast: 4}}, except: [{people: fraud, do: reveal, until: 2030-01-01, ticket: T-1, approvedBy: ciso}]}
          - {id: P3, class: mail, when: consume, do: redact}
        access:
          - {id: A1, allow: [read], topics: payments, consumerGroups: bi, people: [analysts, fraud]}
          - {id: A2, allow: [write], topics: payments, people: tills}
          - {id: A3, deny: [read], topics: secret, people: "*"}
        """);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Of_a_read_it_tells_access_each_rule_and_the_value_at_each_step() => Assert.Equal(
        """
        User:bi reads from payments, 2027-01-01
          read from the topic payments: allowed by A1 of shop
          read from the group bi: allowed by A1 of shop
          evidence of it: durable, as goes without saying
          what is stored:
            $.card.code (code): removed, P1 of shop
          what is read:
            $.card.number (card): masked; the last 4 characters stay, P2 of shop
            $.mail (mail): emptied, P3 of shop; did not act here
          as it is meant: {"person":"Ada","card":{"number":"4111111111111111","code":"123"}}
          as it is stored: {"person":"Ada","card":{"number":"4111111111111111"}}
          as it is read: {"person":"Ada","card":{"number":"************1111"}}

        """.ReplaceLineEndings("\n"), Explain("User:bi", group: "bi"));

    [Fact]
    public void An_exception_is_told_with_its_ticket_and_end() =>
        Assert.Contains("$.card.number (card): shown in clear, by T-1, before 2030-01-01, an exception of P2 of shop", Explain("User:fraud"), StringComparison.Ordinal);

    [Fact]
    public void Hours_that_rules_hold_at_are_told_with_their_end()
    {
        File.WriteAllText(_file, File.ReadAllText(_file).Replace("people: [analysts, fraud]}", "people: [analysts, fraud], hours: \"Mon-Fri 08:00-18:00 Europe/Berlin\"}", StringComparison.Ordinal));

        var told = Explain("User:bi", group: "bi");

        Assert.Contains("  read from the topic payments: denied, since no rule allows it\n", told, StringComparison.Ordinal);
        Assert.Contains("  hours: outside of all that rules name, until 2027-01-01 07:00:00 UTC\n", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_quarantined_first_is_told_with_its_topic()
    {
        File.WriteAllText(_file, File.ReadAllText(_file).Replace("people: {tills", "defaults: {undeclaredPii: {do: quarantine, detect: email}}\npeople: {tills", StringComparison.Ordinal).Replace(", path: $.mail}", ", path: $.other}", StringComparison.Ordinal));

        var told = Explain("User:bi", value: """{"mail":"ada@shop.example"}""");

        Assert.Contains("(email): the whole record copied to quarantine.shop, then masked as an e-mail address; the domain stays, shop.undeclaredPii of shop\n", told, StringComparison.Ordinal);
        Assert.Contains("  quarantined: before it is stored, the record goes to quarantine.shop as it is meant\n", told, StringComparison.Ordinal);
        Assert.Contains("""as it is stored: {"mail":"***@shop.example"}""", told, StringComparison.Ordinal);
        Assert.DoesNotContain("quarantined:", Explain("User:bi"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_looked_for_in_headers_is_told_once_however_many_of_them_are_told_apart()
    {
        File.WriteAllText(_file, File.ReadAllText(_file).Replace("people: {tills", "defaults: {undeclaredPii: {do: mask, detect: pan, in: headers}}\npeople: {tills", StringComparison.Ordinal)
            .Replace("  mail: {find: [", "  mail: {find: [{topics: payments, in: \"header:mail\", detect: email}, {topics: payments, in: \"header:x-*\", detect: email}, ", StringComparison.Ordinal));

        var told = Explain("User:till", isWrite: true).Split('\n').Where(line => line.Contains("undeclared", StringComparison.Ordinal));

        Assert.Matches(@"^    header:\*:\$, inside texts, undeclared, what looks like a card number \(pan\): masked as a card number;.*, shop\.undeclaredPii of shop; did not act here$", Assert.Single(told));
    }

    [Fact]
    public void A_rule_of_rows_is_told_and_whether_it_withholds()
    {
        File.AppendAllText(_file, "\nrows:\n  - {id: R1, topics: payments, people: analysts, keep: value.person = 'Bob'}\n");

        var told = Explain("User:bi");

        Assert.Contains("only records with value.person = 'Bob' (R1 of shop): this one is withheld", told, StringComparison.Ordinal);
        Assert.DoesNotContain("as it is read", told, StringComparison.Ordinal);
        Assert.DoesNotContain("only records", Explain("User:fraud"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_write_it_tells_what_is_stored()
    {
        var told = Explain("User:till", isWrite: true);

        Assert.Contains("write to the topic payments: allowed by A2 of shop", told, StringComparison.Ordinal);
        Assert.DoesNotContain("what is read", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("User:nobody", "payments", "read from the topic payments: denied, since no rule allows it")]
    [InlineData("User:bi", "secret", "read from the topic secret: denied by A3 of shop")]
    public void Of_what_is_denied_it_tells_no_more(string who, string topic, string why)
    {
        var told = Explain(who, topic);

        Assert.Contains(why, told, StringComparison.Ordinal);
        Assert.Contains("evidence of it: strict", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_may_not_pass_is_told_with_the_reason()
    {
        var told = Explain("User:bi", value: "\"a\"");

        Assert.Contains("refused: the value at $.card.code is of a type that the policy's rule can't protect", told, StringComparison.Ordinal);
        Assert.DoesNotContain("as it is stored", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_value_it_tells_of_access_alone() => Assert.DoesNotContain("what is stored", Explain("User:bi", value: null), StringComparison.Ordinal);

    [Fact]
    public void Files_that_are_refused_explain_nothing()
    {
        File.AppendAllText(_file, "rubbish: 1\n");
        var problems = new List<Problem>();

        Assert.False(PolicyPages.Explain([_file], new(new("User:bi"), null, false, "payments", default, null), TextWriter.Null, problems));
        Assert.Single(problems, p => p.Severity == Severity.Error);
        Assert.Null(PolicyPages.Describe([_file], []));
    }

    private string Explain(string who, string topic = "payments", string? group = null, bool isWrite = false, string? value = Payment)
    {
        var (output, problems) = (new StringWriter(), new List<Problem>());
        ReadOnlyMemory<byte>? json = value is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(value);
        Assert.True(PolicyPages.Explain([_file], new(new(who), group, isWrite, topic, new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), json is null ? null : new(json, null, null, null, [])), output, problems));
        return output.ToString().ReplaceLineEndings("\n");
    }
}
