namespace Compliance.Rules.Compiled.Times;

/// <summary>
/// Some hours of some days of every week by the clocks of a zone: <c>Mon-Fri 08:00-18:00 Europe/Berlin</c>. Hours that run over midnight belong
/// to the day on which they begin. An edge is the first instant at which the clocks show its time or a later one: an edge in an hour that they
/// skip in spring is where they skip it, and one in an hour that they show twice in autumn is there once, at first. Immutable; equal by value.
/// </summary>
/// <param name="Days">A bit for each <see cref="DayOfWeek"/>.</param>
/// <param name="From">Minutes after midnight.</param>
/// <param name="Until">Minutes after the same midnight; above a day's where they run over the next one.</param>
/// <param name="Zone">By whose clocks.</param>
/// <param name="Text">As written, with the same spaces for equal ones.</param>
internal sealed record TimeWindow(int Days, int From, int Until, TimeZoneInfo Zone, string Text)
{
    internal const int DayMinutes = 24 * 60;
    internal const int WeekMinutes = 7 * DayMinutes;

    // An instant may be in hours of the day before, whose end the clocks may have moved into the next day; edges come again after a week.
    private const int DaysBefore = 2;
    private const int DaysAfter = 9;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public bool Equals(TimeWindow? other) => other is not null && (Days, From, Until, Zone.Id) == (other.Days, other.From, other.Until, other.Zone.Id);

    public override int GetHashCode() => HashCode.Combine(Days, From, Until, Zone.Id);

    internal bool IsOpenAt(DateTimeOffset instant)
    {
        foreach (var (begin, end) in Near(instant, 1))
        {
            if (begin <= instant.UtcDateTime && instant.UtcDateTime < end)
                return true;
        }

        return false;
    }

    /// <summary>The first instant behind that one at which it opens or closes, or, where it does neither in a week, one to ask again at.</summary>
    internal DateTimeOffset NextEdge(DateTimeOffset instant)
    {
        var next = instant.UtcDateTime + (7 * Day);
        foreach (var (begin, end) in Near(instant, DaysAfter))
        {
            foreach (var edge in new[] { begin, end })
            {
                if (begin < end && edge > instant.UtcDateTime && edge < next)
                    next = edge;
            }
        }

        return new(next, TimeSpan.Zero);
    }

    /// <summary>The minutes of a week, from Sunday's first one on, by its clocks.</summary>
    internal IEnumerable<int> Minutes() =>
        from day in Enumerable.Range(0, 7)
        where (Days & (1 << day)) != 0
        from minute in Enumerable.Range(From, Until - From)
        select ((day * DayMinutes) + minute) % WeekMinutes;

    private IEnumerable<(DateTime Begin, DateTime End)> Near(DateTimeOffset instant, int after)
    {
        var today = TimeZoneInfo.ConvertTime(instant, Zone).Date;
        for (var i = -DaysBefore; i <= after; i++)
        {
            var day = today.AddDays(i);
            if ((Days & (1 << (int)day.DayOfWeek)) != 0)
                yield return (First(day.AddMinutes(From)), First(day.AddMinutes(Until)));
        }
    }

    /// <summary>The first instant at which the clocks show that time, or, where they skip it, a later one.</summary>
    private DateTime First(DateTime shown)
    {
        var utc = DateTime.SpecifyKind(shown, DateTimeKind.Utc);
        var (before, after) = (Zone.GetUtcOffset(utc - Day), Zone.GetUtcOffset(utc + Day));
        var (one, other) = (utc - before, utc - after);
        var (isOne, isOther) = (Zone.GetUtcOffset(one) == before, Zone.GetUtcOffset(other) == after);
        if (isOne || isOther)
            return !isOther || (isOne && one < other) ? one : other;
        var (low, high) = one < other ? (one, other) : (other, one);
        while (high - low > TimeSpan.FromTicks(1))
        {
            var middle = low + ((high - low) / 2);
            if (middle + Zone.GetUtcOffset(middle) >= utc)
                high = middle;
            else
                low = middle;
        }

        return high;
    }
}
