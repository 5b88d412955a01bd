using System.Globalization;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>A place in the journal: behind the event of that sequence, at that offset of that segment.</summary>
internal readonly record struct Cursor(long Epoch, int Segment, long Offset, long Sequence)
{
    /// <summary>Before everything; what came earlier is not known.</summary>
    public static Cursor None { get; } = new(-1, -1, 0, -1);

    public string Format() => CheckedLine.Format(string.Create(CultureInfo.InvariantCulture, $"{Epoch} {Segment} {Offset} {Sequence}"));

    public static Cursor? Parse(string? line) =>
        CheckedLine.Parse(line) is [var epoch, var segment, var offset, var sequence] && segment is >= 0 and <= int.MaxValue
            ? new Cursor(epoch, (int)segment, offset, sequence)
            : null;
}
