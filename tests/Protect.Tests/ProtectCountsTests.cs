namespace Compliance.Protect.Tests;

public sealed class ProtectCountsTests
{
    private const string Value = """{"card":{"number":"4111"},"names":["Ann","Bob",null],"x":{"y":1}}""";

    private static readonly (string, string)[] Words = [("card.number", "mask!"), ("names[*]", "redact!"), ("$..y", "drop")];

    private static string Names(ProtectCounts counts)
    {
        List<string> classes = [], clear = [], fields = [], techniques = [];
        counts.AddNames(classes, clear, fields, techniques);
        return string.Join(" | ", new[] { classes, clear, fields, techniques }.Select(n => string.Join(',', n)));
    }

    [Fact]
    public void What_is_masked_is_counted_by_value_over_all_records()
    {
        var counts = new ProtectCounts();
        Plans.Apply(Plans.For(Words), Value, counts);
        Plans.Apply(Plans.For(Words), Value, counts);

        Assert.Equal((8L, 0L, 0L), (counts.Masked, counts.Clear, counts.Failures));
        Assert.Equal("c0,c1,c2 |  | card.number,names[*],$..y | mask,redact,drop", Names(counts));
        Assert.Null(counts.ExemptionTickets);
    }

    [Fact]
    public void What_is_seen_in_clear_is_counted_with_its_exemption()
    {
        var counts = new ProtectCounts();

        Assert.Equal("""{"card":{"number":"4111"},"names":["Ann","Bob",null],"x":{}}""", Plans.Apply(Plans.For(Plans.Friend, Words), Value, counts));

        Assert.Equal((1L, 3L, 0L), (counts.Masked, counts.Clear, counts.Failures));
        Assert.Equal("c0,c1,c2 | c0,c1 | $..y | drop", Names(counts));
        Assert.Equal("T0, T1", counts.ExemptionTickets);
        Assert.Equal(["P0 0 1 T0", "P1 0 2 T1", "P2 1 0 "], counts.Rules.ToArray().Select(c => $"{c.Rule.RuleId} {c.Masked} {c.Clear} {c.Rule.Exemption?.Ticket}"));
    }

    [Fact]
    public void An_object_taken_whole_counts_once_and_one_masked_counts_by_its_values()
    {
        var counts = new ProtectCounts();
        Plans.Apply(Plans.For(("a", "redact"), ("b", "mask")), """{"a":{"x":1,"y":2},"b":{"x":1,"y":[2,3]}}""", counts);

        Assert.Equal(4, counts.Masked);
    }

    [Fact]
    public void Reset_forgets_everything()
    {
        var counts = new ProtectCounts();
        Plans.Apply(Plans.For(Plans.Friend, Words), Value, counts);
        Plans.Apply(Plans.For(Words), "rubbish", counts);

        counts.Reset();

        Assert.Equal((0L, 0L, 0L, 0, null), (counts.Masked, counts.Clear, counts.Failures, counts.Rules.Length, counts.ExemptionTickets));
        Assert.Equal(" |  |  | ", Names(counts));
    }
}
