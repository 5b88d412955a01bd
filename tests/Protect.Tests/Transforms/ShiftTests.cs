using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace Compliance.Protect.Tests.Transforms;

/// <summary>Dates that move by as many days as all others of their subject; whose they are may stand anywhere in the value.</summary>
public sealed class ShiftTests
{
    private const string Shift = "{shift: {days: 30, by: $.customer.id, key: d}}";

    private static readonly DateOnly Born = new(1985, 11, 23);

    [Theory]
    [InlineData("")]
    [InlineData("T17:45:10.123456+02:00")]
    [InlineData("T17:45:10Z")]
    [InlineData("T17:45")]
    [InlineData(" 17:45:10,5")]
    public void A_date_moves_and_keeps_its_form(string time)
    {
        var shifted = Text(Plans.Apply(Plans.For(("$.born", Shift)), $$"""{"customer":{"id":"C-1"},"born":"1985-11-23{{time}}"}"""), "born");

        var moved = DateOnly.ParseExact(shifted[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - Born.DayNumber;
        Assert.InRange(Math.Abs(moved), 1, 30);
        Assert.Equal(time, shifted[10..]);
    }

    [Fact]
    public void The_time_between_the_dates_of_a_subject_stays() => Gen.Select(Gen.DateOnly, Gen.Int[-4000, 4000], Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.Bool).Sample((first, days, subject, isBehind) =>
    {
        var plan = Plans.For(("$.{admitted,left}", Shift), ("$..born", Shift));
        if (first.Year is < 50 or > 9900)
            return;
        var dates = string.Create(CultureInfo.InvariantCulture, $"\"admitted\":\"{first:yyyy-MM-dd}\",\"left\":\"{first.AddDays(days):yyyy-MM-dd}\",\"x\":[{{\"born\":\"{first:yyyy-MM-dd}\"}}]");
        var customer = $$"""{"name":"x","id":"{{subject}}"}""";

        var result = Plans.Apply(plan, isBehind ? $$"""{ {{dates}}, "customer":{{customer}} }""" : $$"""{ "customer":{{customer}}, {{dates}} }""");

        var (admitted, left) = (Day(result, "admitted"), Day(result, "left"));
        Assert.Equal(days, left.DayNumber - admitted.DayNumber);
        Assert.NotEqual(first, admitted);
        Assert.Contains($"\"born\":\"{admitted:yyyy-MM-dd}\"", result, StringComparison.Ordinal);
    }, iter: 200);

    [Fact]
    public void Subjects_move_by_different_days_that_are_spread_over_all()
    {
        var plan = Plans.For(("$.born", "{shift: {days: 3, by: $.customer.id, key: d}}"));

        // given one key for all of them
        var values = Enumerable.Range(0, 600).Select(i => $$"""{"born":"1985-11-23","customer":{"id":{{i}} } }""");
        var moved = Plans.ApplyAll(plan, values).Select(v => Day(v, "born").DayNumber - Born.DayNumber).ToList();

        Assert.Equal([-3, -2, -1, 1, 2, 3], moved.Distinct().Order());
        Assert.All(moved.CountBy(m => m), count => Assert.InRange(count.Value, 50, 170));
    }

    [Theory]
    [InlineData("\"C-1\"", "\"C-1\"")]
    [InlineData("\"\\u0043-1\"", "\"C-1\"")]
    [InlineData("17", "17")]
    [InlineData("17", "\"17\"")]
    public void A_subject_is_the_same_however_it_is_written(string one, string other)
    {
        var plan = Plans.For(("$.born", Shift));

        var results = Plans.ApplyAll(plan, new[] { one, other }.Select(id => $$"""{"customer":{"\u0069d":{{id}}},"born":"1985-11-23"}""")).ToList();

        Assert.Equal(Day(results[0], "born"), Day(results[1], "born"));
    }

    [Theory]
    [InlineData("""{"born":"1985-11-23"}""")]
    [InlineData("""{"born":"1985-11-23","customer":{}}""")]
    [InlineData("""{"born":"1985-11-23","customer":"C-1"}""")]
    [InlineData("""{"born":"1985-11-23","customer":{"id":""}}""")]
    [InlineData("""{"born":"1985-11-23","customer":{"id":null}}""")]
    [InlineData("""{"born":"1985-11-23","customer":{"id":true}}""")]
    [InlineData("""{"born":"1985-11-23","customer":{"id":["C-1"]}}""")]
    [InlineData("""{"born":"1985-11-23","customer":[{"id":"C-1"}]}""")]
    [InlineData("""{"born":"1985-11-23","id":"C-1","other":{"customer":{"id":"C-1"}}}""")]
    [InlineData("""{"customer":{"id":"C-1"},"born":"1985-11-23","customer":{"id":"C-2"}}""")]
    [InlineData("""{"customer":{"id":"C-1","id":"C-2"},"born":"1985-11-23"}""")]
    [InlineData("""{"customer":{"id":"C-1","id":null},"born":"1985-11-23"}""")]
    public void A_date_of_nobody_in_particular_is_refused(string value) =>
        Assert.Equal("SubjectMissing at $.born", Plans.Apply(Plans.For(("$.born", Shift)), value));

    [Theory]
    [InlineData("""{"born":null,"a":1}""")]
    [InlineData("""{"a":1}""")]
    public void Without_a_date_nobody_asks_whose_it_is(string value) =>
        Assert.Equal(value, Plans.Apply(Plans.For(("$.born", Shift)), value));

    [Theory]
    [InlineData("\"23.11.1985\"", "\"\"")]
    [InlineData("\"1985\"", "\"\"")]
    [InlineData("\"1985-11\"", "\"\"")]
    [InlineData("\"1985-02-30\"", "\"\"")]
    [InlineData("\"0000-01-10\"", "\"\"")]
    [InlineData("\"1985-11-23 Ada\"", "\"\"")]
    [InlineData("19851123", "0")]
    [InlineData("true", "false")]
    [InlineData("""{"y":"1985-11-23","n":7}""", """{"y":"","n":0}""")]
    public void What_is_no_day_is_emptied(string value, string expected) =>
        Assert.Equal($$"""{"customer":{"id":"C-1"},"born":{{expected}}}""", Plans.Apply(Plans.For(("$.born", Shift)), $$"""{"customer":{"id":"C-1"},"born":{{value}}}"""));

    [Fact]
    public void A_date_that_would_leave_the_calendar_is_emptied()
    {
        var result = Plans.Apply(Plans.For(("$.{a,b}", Shift)), """{"customer":{"id":"C-1"},"a":"9999-12-31","b":"0001-01-01"}""");

        // One of both moves out of it, whichever way the subject goes.
        Assert.Single(new[] { Text(result, "a"), Text(result, "b") }, d => d.Length == 0);
    }

    [Fact]
    public void An_element_may_name_the_subject()
    {
        var plan = Plans.For(("$.born", "{shift: {days: 30, by: \"$.people[1].id\", key: d}}"));

        Assert.StartsWith("SubjectMissing", Plans.Apply(plan, """{"born":"1985-11-23","people":[{"id":"a"}]}"""), StringComparison.Ordinal);
        Assert.NotEqual(Born, Day(Plans.Apply(plan, """{"born":"1985-11-23","people":[{"id":"a"},{"id":"b"}]}"""), "born"));
    }

    [Fact]
    public void One_subject_of_two_rules_is_no_other()
    {
        var plan = Plans.For(("$.a", Shift), ("$.b", "{shift: {days: 30, by: $.card.owner, key: d}}"));

        var result = Plans.Apply(plan, """{"a":"1985-11-23","b":"1985-11-23","customer":{"id":"x"},"card":{"owner":"x"}}""");

        Assert.Equal(Day(result, "a"), Day(result, "b"));
        Assert.StartsWith("SubjectMissing at $.b", Plans.Apply(plan, """{"a":"1985-11-23","b":"1985-11-23","customer":{"id":"x"}}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"born":"1985-11-23","customer":{"id":"C-1"}""", "Malformed at $")]
    [InlineData("""{"born":"1985-11-23","customer":{"id":"\ud800"}}""", "InvalidText at $")]
    [InlineData("""{"born":"1985-11-23","customer":{"id":"a"}} {}""", "TrailingData at $")]
    public void What_is_no_JSON_is_told_as_ever(string value, string fault) => Assert.Equal(fault, Plans.Apply(Plans.For(("$.born", Shift)), value));

    private static string Text(string json, string name) => JsonDocument.Parse(json).RootElement.GetProperty(name).GetString()!;

    private static DateOnly Day(string json, string name) => DateOnly.ParseExact(Text(json, name), "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
