namespace Compliance.Gateway.Audit.Gaps;

/// <summary>How many there are of a <see cref="GapKey"/>, and the times of the first and the last, in microseconds since the Unix epoch.</summary>
internal readonly record struct GapCount(short ApiKey, long Count, long First, long Last)
{
    public GapCount With(long more, long time) => this with { Count = Count + more, First = Math.Min(First, time), Last = Math.Max(Last, time) };
}
