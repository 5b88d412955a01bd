using System.Globalization;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>A start of the proxy, as the folder's <c>epoch</c> file keeps it.</summary>
/// <param name="Epoch">Number of the start.</param>
/// <param name="LastSequence">Of the last event that is durable; 0: none is.</param>
/// <param name="Stopped">It ended cleanly, and <paramref name="LastSequence"/> is what it said then.</param>
internal sealed record EpochRecord(long Epoch, long LastSequence, bool Stopped)
{
    /// <summary>Of the machine (<see cref="MachineBoot"/>) while it ran; 0: not known.</summary>
    public long Boot { get; init; }

    /// <summary>
    /// The machine, not the process alone, may have gone down under it: then events that were answered and not flushed yet are gone, and
    /// nothing shows how many. What a kill of the process leaves is whole, since the kernel keeps it.
    /// </summary>
    public bool MayLackItsEnd(long boot) => !Stopped && (Boot == 0 || Boot != boot);

    public string Format() =>
        CheckedLine.Format(string.Create(CultureInfo.InvariantCulture, $"{Epoch} {LastSequence} {(Stopped ? 1 : 0)} {Boot}"));

    public static EpochRecord? Parse(string? line) => CheckedLine.Parse(line) switch
    {
        [var epoch, var last, var stopped, var boot] => new EpochRecord(epoch, last, stopped == 1) { Boot = boot },
        [var epoch, var last, var stopped] => new EpochRecord(epoch, last, stopped == 1),
        _ => null,
    };
}
