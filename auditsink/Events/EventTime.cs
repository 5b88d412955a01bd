namespace Compliance.Events;

/// <summary>Times as events have them: microseconds since the Unix epoch, UTC.</summary>
public static class EventTime
{
    public static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Of(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
