namespace Compliance.Rules.Tests.Documents;

/// <summary>How treatments are written, and what is said of those that are not.</summary>
public sealed class TreatmentParserTests
{
    [Theory]
    [InlineData("nullify")]
    [InlineData("pan")]
    [InlineData("{pan: {bin: 8, last: 4}}")]
    [InlineData("email")]
    [InlineData("{email: {keep: topLevel}}")]
    [InlineData("{phone: {keepLast: 3}}")]
    [InlineData("{iban: {}}")]
    [InlineData("{ip: {v4: 16, v6: 32}}")]
    [InlineData("{bucket: {step: 0.5}}")]
    [InlineData("{bucket: {step: 10, top: 90}}")]
    [InlineData("{round: {to: 100}}")]
    [InlineData("{generalise: {date: month}}")]
    [InlineData("{generalise: {postcode: 2}}")]
    [InlineData("{generalise: {zip: 3}}")]
    [InlineData("{shift: {days: 30, by: $.customer.id, key: pan}}")]
    [InlineData("{shift: {days: 3650, by: \"$.people[0]['the id']\", key: pan}}")]
    [InlineData("{synthetic: {of: pan, key: pan}}")]
    [InlineData("{synthetic: {of: iban, key: pan}}")]
    public void Each_can_be_written(string treatment) => Assert.DoesNotContain(Problems(treatment), p => p.Severity == Severity.Error);

    [Theory]
    [InlineData("{nullify: {}}", "has no settings")]
    [InlineData("{pan: {bin: 9}}", "'bin' is a number from 0 to 8")]
    [InlineData("{pan: {last: 5}}", "'last' is a number from 0 to 4")]
    [InlineData("{pan: {last: x}}", "'last' is a whole number")]
    [InlineData("{email: domain}", "is written as keys")]
    [InlineData("{email: {keep: name}}", "'keep' is 'domain'")]
    [InlineData("{phone: {keepLast: 7}}", "from 0 to 6")]
    [InlineData("{iban: {keepLast: -1}}", "from 0 to 4")]
    [InlineData("{ip: {v4: 33}}", "from 0 to 32")]
    [InlineData("{ip: {v6: 129}}", "from 0 to 128")]
    [InlineData("bucket", "'bucket' needs settings; write for example {bucket: {step: 10000}}")]
    [InlineData("{bucket: {}}", "lacks 'step'")]
    [InlineData("{bucket: {step: 0}}", "'step' is a number above zero")]
    [InlineData("{bucket: {step: many}}", "'step' is a number, such as 10000 or 0.5")]
    [InlineData("{bucket: {step: 1, top: \"90\"}}", "'top' is a number, such as")]
    [InlineData("{round: {to: -1}}", "'to' is a number above zero")]
    [InlineData("{generalise: {}}", "has one of 'date'")]
    [InlineData("{generalise: {date: year, zip: 3}}", "has one of 'date'")]
    [InlineData("{generalise: {date: week}}", "'date' is 'year', 'month' or 'day'")]
    [InlineData("{generalise: {zip: 4}}", "3 digits may stay")]
    [InlineData("{generalise: {postcode: 9}}", "from 1 to 8")]
    [InlineData("shift", "'shift' needs settings; write for example {shift: {days: 30, by: $.customer.id, key: NAME}}")]
    [InlineData("{shift: {by: a, key: pan}}", "lacks 'days'")]
    [InlineData("{shift: {days: 0, by: a, key: pan}}", "from 1 to 3650")]
    [InlineData("{shift: {days: 3651, by: a, key: pan}}", "from 1 to 3650")]
    [InlineData("{shift: {days: some, by: a, key: pan}}", "'days' is a whole number")]
    [InlineData("{shift: {days: 3, key: pan}}", "lacks 'by'")]
    [InlineData("{shift: {days: 3, by: a, on: b, key: pan}}", "has no key 'on'")]
    [InlineData("{shift: {days: 3, by: a..b, key: pan}}", "can lead to several places")]
    [InlineData("{shift: {days: 3, by: \"a[*].b\", key: pan}}", "can lead to several places")]
    [InlineData("{shift: {days: 3, by: \"a.{b,c}\", key: pan}}", "can lead to several places")]
    [InlineData("{shift: {days: 3, by: \"a[\", key: pan}}", "is no path")]
    [InlineData("{shift: {days: 3, by: a}}", "lacks 'key'")]
    [InlineData("{shift: {days: 3, by: a, key: pin}}", "under 'keys' of this file; did you mean 'pan'?")]
    [InlineData("synthetic", "'synthetic' needs settings; write for example {synthetic: {of: email, key: NAME}}")]
    [InlineData("{synthetic: {key: pan}}", "lacks 'of'")]
    [InlineData("{synthetic: {of: mail, key: pan}}", "nothing that can be made up; did you mean 'email'? Known: pan, email, phone, name, iban")]
    [InlineData("emal", "did you mean 'email'?")]
    public void Every_mistake_is_told_once(string treatment, string message) =>
        Assert.Contains(message, Assert.Single(Problems(treatment), p => p.Severity == Severity.Error).Text);

    [Theory]
    [InlineData("pan")]
    [InlineData("{email: {keep: domain}}")]
    [InlineData("ip")]
    public void What_leaves_a_part_is_not_hashed_as_well(string treatment)
    {
        const string Access = "access:\n  - {id: A1";
        var text = PolicyText.With("{mask: {keepLast: 4}}", treatment).Replace(Access, $"  - {{id: P2, class: card, when: consume, do: {{hash: pan}}}}\n{Access}", StringComparison.Ordinal);

        Assert.Contains("together they can be turned back", PolicyText.OnlyError(text).Text);
    }

    private static IReadOnlyList<Problem> Problems(string treatment) => PolicyText.Problems(PolicyText.With("{mask: {keepLast: 4}}", treatment));
}
