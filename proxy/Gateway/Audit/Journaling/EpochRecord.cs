using System.Globalization;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>A start of the proxy, as the folder's <c>epoch</c> file keeps it.</summary>
/// <param name="Epoch">Number of the start.</param>
/// <param name="LastSequence">Of the last event that is durable; 0: none is.</param>
/// <param name="Stopped">It ended cleanly, and <paramref name="LastSequence"/> is what it said then.</param>
internal sealed record EpochRecord(long Epoch, long LastSequence, bool Stopped)
{
    public string Format() =>
        CheckedLine.Format(string.Create(CultureInfo.InvariantCulture, $"{Epoch} {LastSequence} {(Stopped ? 1 : 0)}"));

    public static EpochRecord? Parse(string? line) =>
        CheckedLine.Parse(line) is [var epoch, var last, var stopped] ? new EpochRecord(epoch, last, stopped == 1) : null;
}
