using System.Globalization;

namespace Compliance.Events.Archive;

/// <summary>
/// Where things lie below an archive's folder. Names that begin with an underscore are not part of the data, as query engines have it.
/// <code>
/// date=2026-11-25/hour=09/{topic}-{partition}-{first}-{last}.parquet
/// _manifest/{topic}-{partition}.jsonl       what is in the archive
/// _writing/                                 files not yet named by a manifest, or named a moment ago
/// </code>
/// </summary>
public static class ArchiveLayout
{
    public const string ManifestFolder = "_manifest";
    public const string WritingFolder = "_writing";

    public static string ManifestPath(string root, string topic, int partition) =>
        Path.Combine(root, ManifestFolder, string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}.jsonl"));

    /// <summary>Folder of an hour of event time, below the archive's.</summary>
    public static string HourFolder(DateTime hour) =>
        hour.ToString("'date='yyyy'-'MM'-'dd'/hour='HH", CultureInfo.InvariantCulture);

    public static string FileName(string topic, int partition, long first, long last) =>
        string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}-{first}-{last}.parquet");

    /// <summary>Name, in the writing folder, of the file that begins at that offset and holds that hour.</summary>
    public static string WritingName(string topic, int partition, long first, DateTime hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}-{first}-{hour:yyyyMMddHH}.parquet");

    /// <summary>Where a file of the manifest is: at its place, or, between the manifest's line and the move there, still in the writing folder.</summary>
    public static string Find(string root, ManifestEntry entry, ArchiveFile file)
    {
        var place = Path.Combine(root, file.Path);
        return File.Exists(place) ? place : Path.Combine(root, WritingFolder, WritingName(entry, file));
    }

    public static string WritingName(ManifestEntry entry, ArchiveFile file) =>
        WritingName(entry.Topic, entry.Partition, entry.First, HourOf(file.FirstTime));

    public static DateTime HourOf(long micros)
    {
        var time = DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));
    }
}
