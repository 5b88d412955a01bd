using Compliance.Events.Archive;

namespace Compliance.Ledger.Custody;

/// <summary>A file that is to be purged, exactly as its entry of the manifest names it.</summary>
/// <param name="Log">Topic and partition, as <c>compliance.audit/0</c>.</param>
/// <param name="Entry">Number of the entry.</param>
/// <param name="Path">In the archive.</param>
/// <param name="Rows">In it.</param>
/// <param name="Bytes">Of it.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="FirstTime">Earliest event, microseconds since the Unix epoch.</param>
/// <param name="LastTime">Latest event.</param>
public sealed record PurgeFile(string Log, long Entry, string Path, long Rows, long Bytes, string Sha256, long FirstTime, long LastTime)
{
    public static PurgeFile Of(ManifestEntry entry, ArchiveFile file) => new(
        LogOf(entry.Topic, entry.Partition), entry.Number, file.Path, file.Rows, file.Bytes, file.Sha256, file.FirstTime, file.LastTime);

    public static string LogOf(string topic, int partition) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{topic}/{partition}");

    /// <summary>What <see cref="LogOf"/> put together.</summary>
    public static (string Topic, int Partition) PartsOf(string log)
    {
        var slash = log.LastIndexOf('/');
        return (log[..slash], int.Parse(log.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture));
    }
}
