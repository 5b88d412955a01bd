using System.Globalization;

namespace Compliance.Functional.Traffic;

/// <summary>
/// What became of one road's records. <paramref name="Written"/>: to each partition; all are acknowledged and have the offsets from 0 on,
/// unless <paramref name="Faults"/>, everything lost, doubled, out of order or given up, says otherwise. It must be empty.
/// </summary>
internal sealed record TrafficReport(
    string Road, string Topic, IReadOnlyList<long> Written, long Read, long Again, TimeSpan WriteSilence, TimeSpan ReadSilence, IReadOnlyList<string> Faults)
{
    /// <summary>Beyond so many faults more of them tell nothing new.</summary>
    private const int Shown = 8;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Road,-12} {Written.Sum(),7} written, {Read,7} read, {Again,4} of them again; silent for {WriteSilence.TotalSeconds:0.0} s (acks), {ReadSilence.TotalSeconds:0.0} s (reads)")
        + string.Concat(Faults.Take(Shown).Select(fault => $"\n        {fault}")) + (Faults.Count > Shown ? $"\n        and {Faults.Count - Shown} more\n{Faults[^1]}" : "");
}
