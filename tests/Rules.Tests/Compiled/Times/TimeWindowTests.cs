using Compliance.Rules.Compiled.Times;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Tests.Compiled.Times;

/// <summary>Hours by the clocks of a zone, also when those are put forward and back.</summary>
public sealed class TimeWindowTests
{
    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-12-01T07:00:00Z", true)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-12-01T06:59:59.9999999Z", false)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-12-01T16:59:59.9999999Z", true)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-12-01T17:00:00Z", false)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-12-05T12:00:00Z", false)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-07-01T06:00:00Z", true)]
    [InlineData("Sat,Sun 22:00-06:00 UTC", "2026-12-07T05:59:59Z", true)]
    [InlineData("Sat,Sun 22:00-06:00 UTC", "2026-12-07T06:00:00Z", false)]
    [InlineData("Sat,Sun 22:00-06:00 UTC", "2026-12-07T22:00:00Z", false)]
    [InlineData("Fri-Mon 00:00-24:00 America/New_York", "2026-12-08T04:59:59Z", true)]
    [InlineData("Fri-Mon 00:00-24:00 America/New_York", "2026-12-08T05:00:00Z", false)]
    [InlineData("23:30-00:30 Asia/Kathmandu", "2026-12-01T18:00:00Z", true)]
    // In spring the clocks of Berlin go from 02:00 to 03:00, at 01:00 UTC of 2027-03-28.
    [InlineData("02:30-06:00 Europe/Berlin", "2027-03-28T00:59:59Z", false)]
    [InlineData("02:30-06:00 Europe/Berlin", "2027-03-28T01:00:00Z", true)]
    [InlineData("22:00-02:30 Europe/Berlin", "2027-03-28T00:59:59Z", true)]
    [InlineData("22:00-02:30 Europe/Berlin", "2027-03-28T01:00:00Z", false)]
    [InlineData("02:15-02:45 Europe/Berlin", "2027-03-28T01:00:00Z", false)]
    // In autumn they go from 03:00 to 02:00, at 01:00 UTC of 2026-10-25: 02:30 is at 00:30 and again at 01:30.
    [InlineData("02:30-06:00 Europe/Berlin", "2026-10-25T00:30:00Z", true)]
    [InlineData("22:00-02:30 Europe/Berlin", "2026-10-25T00:29:59Z", true)]
    [InlineData("22:00-02:30 Europe/Berlin", "2026-10-25T00:30:00Z", false)]
    [InlineData("22:00-02:30 Europe/Berlin", "2026-10-25T01:15:00Z", false)]
    public void It_is_open_at(string hours, string instant, bool isOpen) => Assert.Equal(isOpen, Window(hours).IsOpenAt(At(instant)));

    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-12-04T17:00:00Z", "2026-12-07T07:00:00Z")]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-12-04T16:59:59Z", "2026-12-04T17:00:00Z")]
    [InlineData("Mon 08:00-18:00 Europe/Berlin", "2027-03-22T17:00:00Z", "2027-03-29T06:00:00Z")]
    [InlineData("22:00-06:00 Europe/Berlin", "2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z")]
    [InlineData("22:00-06:00 Europe/Berlin", "2027-03-27T21:00:00Z", "2027-03-28T04:00:00Z")]
    public void It_opens_or_closes_next_at(string hours, string after, string edge) => Assert.Equal(At(edge), Window(hours).NextEdge(At(after)));

    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin")]
    [InlineData("02:15-02:45 Europe/Berlin")]
    [InlineData("22:00-02:30 America/New_York")]
    [InlineData("01:45-01:55 Australia/Lord_Howe")]
    [InlineData("Sat,Wed 23:00-01:00 America/Havana")]
    [InlineData("Sun 00:00-24:00 Asia/Kathmandu")]
    public void Through_a_year_it_changes_at_its_edges_to_the_tick_and_nowhere_else(string hours)
    {
        var window = Window(hours);
        var (at, changes) = (At("2026-06-01T00:00:00Z"), 0);

        for (var end = at.AddDays(370); at < end;)
        {
            var edge = window.NextEdge(at);
            Assert.True(edge > at);
            var before = window.IsOpenAt(at);
            for (var probe = at; probe < edge; probe = probe.AddMinutes(17))
                Assert.Equal(before, window.IsOpenAt(probe));
            Assert.Equal(before, window.IsOpenAt(edge.AddTicks(-1)));
            changes += window.IsOpenAt(edge) != before ? 1 : 0;
            at = edge;
        }

        Assert.InRange(changes, 100, 742);
    }

    [Theory]
    [InlineData("Mon-Fri", "are no hours")]
    [InlineData("", "are no hours")]
    [InlineData("Mon-Fri 08:00-18:00", "are no hours")]
    [InlineData("08:00-18:00", "are no hours")]
    [InlineData("Mo-Fr 08:00-18:00 Europe/Berlin", "are no hours")]
    [InlineData("Mon- 08:00-18:00 Europe/Berlin", "are no hours")]
    [InlineData("Mon-Wed-Fri 08:00-18:00 Europe/Berlin", "are no hours")]
    [InlineData("8:00-18:00 Europe/Berlin", "are no times of a day")]
    [InlineData("08:00-18:60 Europe/Berlin", "are no times of a day")]
    [InlineData("24:00-06:00 Europe/Berlin", "are no times of a day")]
    [InlineData("08:00-24:01 Europe/Berlin", "are no times of a day")]
    [InlineData("08:00-08:00 Europe/Berlin", "never opens")]
    [InlineData("08:00-18:00 Europe/Atlantis", "'Europe/Atlantis' is no time zone here")]
    [InlineData("08:00-18:00 CET", "'CET' is no time zone here")]
    [InlineData("08:00-18:00 Etc/GMT+5", "is no time zone here")]
    [InlineData("08:00-18:00 Europe/../Europe/Berlin", "is no time zone here")]
    [InlineData("08:00-18:00 /etc/localtime", "is no time zone here")]
    [InlineData("08:00-18:00 Europe/", "is no time zone here")]
    public void What_are_no_hours_is_told(string hours, string why)
    {
        Assert.Null(HoursText.Parse(hours, out var problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 UTC", "Tue 09:00-10:00 UTC", true)]
    [InlineData("Mon-Fri 08:00-18:00 UTC", "Sat 09:00-10:00 UTC", false)]
    [InlineData("Mon-Fri 08:00-18:00 UTC", "Tue 09:00-10:00 Europe/Berlin", false)]
    [InlineData("00:00-24:00 UTC", "Tue 09:00-10:00 Europe/Berlin", true)]
    [InlineData("Sat 22:00-06:00 UTC", "Sun 00:00-06:00 UTC", true)]
    public void Hours_cover_others_minute_by_minute_of_a_week(string wide, string narrow, bool covers)
    {
        Assert.Equal(covers, WeekHours.Covers([Window(wide)], [Window(narrow)]));
        Assert.True(WeekHours.Covers([], [Window(narrow)]));
        Assert.Equal(wide.StartsWith("00:00", StringComparison.Ordinal), WeekHours.Covers([Window(wide)], []));
    }

    private static TimeWindow Window(string hours)
    {
        var window = HoursText.Parse(hours, out var problem);
        Assert.True(window is not null, problem);
        return window;
    }

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);
}
