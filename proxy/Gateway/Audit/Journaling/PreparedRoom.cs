namespace Compliance.Gateway.Audit.Journaling;

/// <summary>How far the writer can go without the disk thread.</summary>
internal readonly record struct PreparedRoom(Segment Active, int Left, Segment? Spare)
{
    /// <summary>Room after which the disk thread rests: a disk that stands still for so long, events refuse.</summary>
    public const int Enough = 16 << 20;

    public int Bytes => Left + (Spare?.Prepared ?? 0);
}
