namespace Compliance.Gateway.Audit.Journaling;

/// <summary>How far the writer can go without the disk thread.</summary>
internal readonly record struct PreparedRoom(Segment Active, int Left, Segment? Spare)
{
    private const int Largest = 4 << 20;
    private const int Smallest = 64 << 10;

    /// <summary>Bytes that can be written until the journal is full: in segments there are and, unless the disk is full, in those there may be.</summary>
    public long BytesIn(long unused, int segmentBytes, bool isDiskFull) => isDiskFull
        ? Bytes
        : Active.Capacity - Active.Prepared + Left + (Spare?.Capacity ?? 0) + (Math.Max(0, unused) / segmentBytes * segmentBytes);

    public int Bytes => Left + (Spare?.Prepared ?? 0);

    /// <summary>Room after which the disk thread rests: if the disk stands still for longer than this lasts, events are refused.</summary>
    public int Enough => Active.Capacity / 2;

    /// <summary>How much to make next: the more is missing the more at once, for each piece costs an fsync.</summary>
    public int Next => Math.Clamp((Enough - Bytes) / 4, Smallest, Largest);
}
