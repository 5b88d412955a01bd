using System.Text;
using Compliance.Rules.Comparing;
using Compliance.Rules.Tests.Schema;

namespace Compliance.Rules.Tests.Comparing;

/// <summary>What is other in a second set of policies: in what it comes to for people, and in what its files say.</summary>
public sealed class PolicyComparisonTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_policies_and_ones_that_say_the_same_in_other_words_do_not_differ()
    {
        Assert.Empty(Compare(PolicyText.Sound, PolicyText.Sound).All);
        Assert.Empty(Compare(PolicyText.Sound, PolicyText.Sound.Replace("do: {mask: {keepLast: 4}}", "do: {mask: {keepLast: 4, fill: '*'}} # as before", StringComparison.Ordinal)).All);
    }

    [Theory]
    [MemberData(nameof(PolicySchemaTests.Policies), MemberType = typeof(PolicySchemaTests))]
    public void A_policy_of_those_in_policies_read_twice_is_the_same(string file)
    {
        var text = System.IO.File.ReadAllText(Path.Combine(PolicySchemaTests.Folder, file));

        Assert.Empty(Compare(text, text).All);
    }

    [Theory]
    [InlineData("keepLast: 4", "keepLast: 6", DifferenceWeight.Weaker, "User:bi-* (analysts), reading card at $.card.number in payments.**: masked; the last 6 characters stay; was masked; the last 4 characters stay")]
    [InlineData("keepLast: 4", "keepLast: 2", DifferenceWeight.Stronger, "User:bi-* (analysts), reading card at $.card.number in payments.**: masked; the last 2 characters stay; was masked; the last 4 characters stay")]
    [InlineData("do: {mask: {keepLast: 4}}", "do: drop", DifferenceWeight.Stronger, "User:bi-* (analysts), reading card at $.card.number in payments.**: removed; was masked")]
    [InlineData("except: [{people: fraud,", "except: [{people: [fraud, analysts],", DifferenceWeight.Weaker, "User:bi-* (analysts), reading card at $.card.number in payments.**: shown in clear; was masked")]
    [InlineData("principals: [\"User:bi-*\"]", "principals: [\"User:bi-*\", \"User:guest\"]", DifferenceWeight.Weaker, "User:guest (analysts), read on topics payments.** and groups bi-**: allowed (A1); was denied")]
    [InlineData("principals: [\"User:bi-*\"]", "principals: [\"User:bi-*\"], networks: 10.0.0.0/8", DifferenceWeight.Stronger, "User:bi-* (analysts), read on topics payments.** and groups bi-**: denied; was allowed (A1)")]
    [InlineData("people: [analysts, fraud]", "people: [analysts, fraud], hours: \"Mon-Fri 08:00-18:00 UTC\"", DifferenceWeight.Stronger, "User:bi-* (analysts) and User:fraud (fraud) outside these hours, read on topics payments.** and groups bi-**: denied; was allowed (A1)")]
    [InlineData("people: [analysts, fraud]", "people: [analysts, fraud], clientIds: \"bi-*\"", DifferenceWeight.Stronger, "read on topics payments.** and groups bi-**: denied; was allowed (A1)")]
    [InlineData("except: [{people: fraud,", "except: [{people: analysts, hours: \"Mon 08:00-09:00 UTC\", do: reveal, until: 2030-01-01, ticket: T-0, approvedBy: x}, {people: fraud,", DifferenceWeight.Weaker, "User:bi-* (analysts) while it is Mon 08:00-09:00 UTC, reading card at $.card.number in payments.**: shown in clear; was masked")]
    [InlineData("except: [{people: fraud,", "except: [{people: analysts, clientIds: \"desk-*\", do: reveal, until: 2030-01-01, ticket: T-0, approvedBy: x}, {people: fraud,", DifferenceWeight.Weaker, "User:bi-* (analysts) with a client id like desk-*, reading card at $.card.number in payments.**: shown in clear; was masked")]
    [InlineData("except: [{people: fraud,", "except: [{people: analysts, breakGlass: night, do: reveal, until: 2030-01-01, ticket: T-0, approvedBy: x}, {people: fraud,", DifferenceWeight.Weaker, "User:bi-* (analysts) with a break-glass grant of night, reading card at $.card.number in payments.**: shown in clear; was masked")]
    [InlineData("allow: [read], topics: \"payments.**\"", "allow: [read], topics: \"payments.eu.**\"", DifferenceWeight.Stronger, "read on topics payments.**: denied; was allowed (A1)")]
    [InlineData("allow: [write], topics: \"payments.**\"", "allow: [write, delete], topics: \"payments.**\"", DifferenceWeight.Weaker, "User:till-* (tills), delete on topics payments.**: allowed (A2); was denied")]
    [InlineData("until: 2030-01-01", "until: 2031-01-01", DifferenceWeight.Weaker, "User:fraud (fraud), reading card at $.card.number in payments.**, from 2030-01-01: shown in clear; was masked")]
    [InlineData("path: $.card.number", "path: $.pan", DifferenceWeight.Weaker, "reading card at $.card.number in payments.**: shown in clear; was masked")]
    [InlineData("path: $.card.number", "in: key", DifferenceWeight.Stronger, "reading card at key:$ in payments.**: masked; the last 4 characters stay; was shown in clear")]
    [InlineData("path: $.card.number", "path: $.card.number, in: \"header:n\"", DifferenceWeight.Weaker, "reading card at $.card.number in payments.**: shown in clear; was masked")]
    [InlineData("path: $.card.number", "schemaTag: PAN", DifferenceWeight.Stronger, "reading card at tag:PAN in payments.**: masked; the last 4 characters stay; was shown in clear")]
    [InlineData("title: Shop", "mode: observe, title: Shop", DifferenceWeight.Weaker, "policy shop: only observed: it protects and refuses nothing; was enforced")]
    [InlineData("path: $.card.number", "detect: pan", DifferenceWeight.Stronger, "reading card at $, inside texts, what looks like a card number in payments.**: masked; the last 4 characters stay; was shown in clear")]
    [InlineData("people:\n  tills", "defaults: {undeclaredPii: {do: mask, detect: iban}}\npeople:\n  tills", DifferenceWeight.Stronger, "writing iban at $, inside texts, undeclared, what looks like an account number in payments.**: masked as an account number; the country stays, and the last 4 characters; was shown in clear")]
    [InlineData("people:\n  tills", "defaults: {undeclaredPii: observe}\npeople:\n  tills", DifferenceWeight.Other, "policy shop, undeclared data: new: In values that are written to the topics in which it finds its classes, what looks like a card number,")]
    [InlineData("people:\n  tills", "defaults: {undeclaredPii: quarantine}\npeople:\n  tills", DifferenceWeight.Other, "A record that is written with something of it is first copied to quarantine.shop, whole and as it was written; where that can't be done it is refused")]
    public void Who_gains_or_loses_what_is_told_in_words(string part, string by, DifferenceWeight weight, string line)
    {
        var differences = Compare(PolicyText.Sound, PolicyText.With(part, by));

        Assert.Contains(line, Text(differences), StringComparison.Ordinal);
        Assert.Equal(weight == DifferenceWeight.Weaker || differences.All.Any(d => d.Weight == DifferenceWeight.Weaker), differences.IsWeaker);
        Assert.Contains(differences.All, difference => difference.Weight == weight);
        Assert.True(differences.IsWhole);
        Assert.Equal(differences.All.OrderBy(difference => difference.Weight), differences.All);
    }

    [Fact]
    public void A_file_that_denies_takes_rights_away_and_its_removal_gives_them_back()
    {
        const string Denial = """
            schema: policy/v1
            policy: {id: closed, title: Closed, owner: o}
            people: {analysts: {principals: ["User:bi-*"]}}
            access: [{id: D1, deny: [read], topics: "payments.**", people: analysts}]
            """;

        var added = Text(PolicyLoader.Compare([File("a", PolicyText.Sound)], [File("a", PolicyText.Sound), File("b", Denial)], Now).Differences!);
        var removed = PolicyLoader.Compare([File("a", PolicyText.Sound), File("b", Denial)], [File("a", PolicyText.Sound)], Now).Differences!;

        Assert.Contains("User:bi-* (analysts), read on topics payments.**: denied (D1); was allowed (A1)", added, StringComparison.Ordinal);
        Assert.Contains("policy closed, rule D1: new: D1: analysts may not read: topics payments.**", added, StringComparison.Ordinal);
        Assert.True(removed.IsWeaker);
        Assert.Contains("read on topics payments.**: allowed (A1); was denied (D1)", Text(removed), StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_that_is_kept_less_surely_is_weaker()
    {
        var strict = PolicyText.With("access:", "audit:\n  - {id: M1, mode: strict, apis: fetch, classes: card}\naccess:");

        Assert.Contains("evidence of fetch requests in payments.**: durable; was strict", Text(Compare(strict, PolicyText.Sound)), StringComparison.Ordinal);
        Assert.True(Compare(strict, PolicyText.Sound).IsWeaker);
        Assert.False(Compare(PolicyText.Sound, strict).IsWeaker);
    }

    [Fact]
    public void Records_that_are_withheld_no_more_are_weaker()
    {
        var some = PolicyText.With("access:", "rows:\n  - {id: R1, topics: \"payments.**\", people: analysts, keep: value.eu}\naccess:");

        var gone = Compare(some, PolicyText.Sound);
        Assert.Contains("User:bi-* (analysts), records that are read in payments.**: also without; was only with value.eu", Text(gone), StringComparison.Ordinal);
        Assert.True(gone.IsWeaker);
        Assert.False(Compare(PolicyText.Sound, some).IsWeaker);
        Assert.True(Compare(some, some.Replace("value.eu", "value.us", StringComparison.Ordinal)).IsWeaker);
    }

    [Fact]
    public void A_larger_quota_is_weaker_and_a_smaller_one_is_not()
    {
        var small = PolicyText.With("access:", "quotas:\n  - {id: Q1, people: fraud, reveals: 10/h}\naccess:");
        var large = small.Replace("10/h", "1000/d", StringComparison.Ordinal);

        Assert.Contains("User:fraud (fraud), records seen in clear in all topics: at most 1000 in a day's time; was at most 240 in a day's time", Text(Compare(small, large)), StringComparison.Ordinal);
        Assert.True(Compare(small, large).IsWeaker);
        Assert.False(Compare(large, small).IsWeaker);
        Assert.True(Compare(small, PolicyText.Sound).IsWeaker);
    }

    [Fact]
    public void A_faster_rate_is_weaker_and_a_slower_one_is_not()
    {
        var slow = PolicyText.With("access:", "quotas:\n  - {id: Q1, people: fraud, read: 512KiB/s}\naccess:");
        var fast = slow.Replace("512KiB/s", "2MB/s", StringComparison.Ordinal);

        Assert.Contains("User:fraud (fraud), bytes read in all topics: at most 2 MB a second; was at most 512 KiB a second", Text(Compare(slow, fast)), StringComparison.Ordinal);
        Assert.True(Compare(slow, fast).IsWeaker);
        Assert.False(Compare(fast, slow).IsWeaker);
        Assert.True(Compare(slow, PolicyText.Sound).IsWeaker);
    }

    [Fact]
    public void Who_is_told_by_a_group_or_a_claim_is_told_of_as_such()
    {
        var fewer = PolicyText.With("fraud: {principals: [\"User:fraud\"]}", "fraud: {groups: fraud, claims: {dept: [eu, us]}}");
        var more = fewer.Replace("claims: {dept: [eu, us]}", "claims: {dept: [eu, us, asia]}", StringComparison.Ordinal);

        Assert.Contains("(whoever is in the group `fraud`, whose token says that `dept` is `asia`), read on topics payments.** and groups bi-**: allowed (A1); was denied".Replace("`", "", StringComparison.Ordinal), Text(Compare(fewer, more)), StringComparison.Ordinal);
        Assert.DoesNotContain("is eu)", Text(Compare(fewer, more)), StringComparison.Ordinal);
        Assert.True(Compare(fewer, more).IsWeaker);
        Assert.False(Compare(more, fewer).IsWeaker);
    }

    [Fact]
    public void Dates_that_are_shifted_as_before_do_not_differ()
    {
        var shifted = PolicyText.With("{mask: {keepLast: 4}}", "{shift: {days: 30, by: $.customer.id, key: pan}}");

        Assert.Empty(Compare(shifted, shifted).All);
        Assert.NotEmpty(Compare(shifted, shifted.Replace("days: 30", "days: 3", StringComparison.Ordinal)).All);
    }

    [Theory]
    [InlineData("pass", true)]
    [InlineData("reject", false)]
    public void What_becomes_of_unknown_fields_is_told(string word, bool isWeaker)
    {
        var differences = Compare(PolicyText.Sound, PolicyText.With("people:\n  tills", $"defaults: {{unknownFields: {word}}}\npeople:\n  tills"));

        Assert.Equal(isWeaker, differences.IsWeaker);
        Assert.Contains("fields that a message's schema lacks", Text(differences), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_refused_are_not_compared()
    {
        var (differences, problems) = PolicyLoader.Compare([File("a", PolicyText.Sound)], [File("b", "nonsense")], Now);
        Assert.Null(differences);
        Assert.Contains(problems, problem => problem.File == "b");
    }

    [Fact]
    public void Too_many_people_and_names_are_said_to_be_too_many()
    {
        var people = string.Join(", ", Enumerable.Range(0, 500).Select(i => $"\"User:p{i}\""));
        var topics = string.Join(", ", Enumerable.Range(0, 500).Select(i => $"t{i}"));
        var many = $"schema: policy/v1\npolicy: {{id: many, title: M, owner: o}}\npeople: {{all: {{principals: [{people}]}}}}\naccess: [{{id: A1, allow: [read], topics: [{topics}], people: all}}]\n";

        var differences = Compare(many, many.Replace("allow: [read]", "allow: [read, write]", StringComparison.Ordinal));

        Assert.False(differences.IsWhole);
        Assert.Contains("too many people and names", Text(differences), StringComparison.Ordinal);
        Assert.Contains("rule A1", Text(differences), StringComparison.Ordinal);
    }

    private static PolicyDifferences Compare(string before, string after) => PolicyLoader.Compare([File("old", before)], [File("new", after)], Now).Differences!;

    private static (string, ReadOnlyMemory<byte>) File(string name, string text) => (name, Encoding.UTF8.GetBytes(text));

    private static string Text(PolicyDifferences differences)
    {
        using var text = new StringWriter();
        differences.WriteTo(text);
        return text.ToString();
    }
}
