using System.Globalization;

namespace Compliance.Ledger.Log;

/// <summary>
/// Where a partition's log lies in an archive, and its copies in the second place.
/// <code>
/// _ledger/{topic}/partition={n}/checkpoint                 the newest, signed
///                              /tile/…                     hashes and entries (TilePath)
///                              /checkpoints/{size}         second place alone: all there ever were, none ever replaced
/// </code>
/// </summary>
public static class LogLayout
{
    public const string Folder = "_ledger/";
    private const string Partition = "/partition=";

    public static string Prefix(string topic, int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}{topic}{Partition}{partition}/");

    /// <summary>Name under which a partition's log signs.</summary>
    public static string Origin(string ledger, string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{ledger}/{topic}/{partition}");

    public static string Checkpoints(string prefix) => prefix + "checkpoints/";

    // Twenty digits: names sort as sizes do.
    public static string CheckpointOf(string prefix, long size) => Checkpoints(prefix) + size.ToString("D20", CultureInfo.InvariantCulture);
}
