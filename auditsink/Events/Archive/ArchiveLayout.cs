using System.Globalization;

namespace Compliance.Events.Archive;

/// <summary>
/// Where things lie in an archive, with forward slashes, below its folder or its bucket's prefix. Names that begin with an underscore are
/// not part of the data, as query engines have it.
/// <code>
/// date=2026-11-25/hour=09/{topic}-{partition}-{first}-{last}-{writer}.parquet
/// _manifest/{topic}-{partition}/entries/{number}.json     what is in the archive: one object for each range
/// _manifest/{topic}-{partition}/bundles/{number}.jsonl    256 entries each, byte by byte: derived, quick to read
/// _manifest/{topic}-{partition}/removed                   entry below which the files that compactions took out are gone
/// _writing/{topic}-{partition}/{number}-{writer}…         ranges that no entry names yet, or that one has named a moment ago
/// _custody/{number}.note                                  signed statements of people: holds, purges, their approvals
/// </code>
/// </summary>
public static class ArchiveLayout
{
    public const string ManifestFolder = "_manifest";
    public const string WritingFolder = "_writing";
    public const string CustodyFolder = "_custody/";
    public const string StatementEnding = ".note";
    public const string EntryEnding = ".json";
    public const string BundleEnding = ".jsonl";

    /// <summary>What the folders of one partition are named.</summary>
    public static string PartitionName(string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}");

    public static string EntriesFolder(string topic, int partition) => $"{ManifestFolder}/{PartitionName(topic, partition)}/entries/";

    public static string BundlesFolder(string topic, int partition) => $"{ManifestFolder}/{PartitionName(topic, partition)}/bundles/";

    public static string RemovedName(string topic, int partition) => $"{ManifestFolder}/{PartitionName(topic, partition)}/removed";

    public static string WritingFolderOf(string topic, int partition) => $"{WritingFolder}/{PartitionName(topic, partition)}/";

    public static string EntryName(string topic, int partition, long number) => $"{EntriesFolder(topic, partition)}{Digits(number)}{EntryEnding}";

    public static string BundleName(string topic, int partition, long number) => $"{BundlesFolder(topic, partition)}{Digits(number)}{BundleEnding}";

    public static string StatementName(long number) => $"{CustodyFolder}{Digits(number)}{StatementEnding}";

    /// <summary>The number that a name ends in, as <see cref="EntryName"/>, <see cref="BundleName"/> and <see cref="StatementName"/> write it; null if it is no such name.</summary>
    public static long? NumberOf(string name, string ending)
    {
        var digits = name.AsSpan(name.LastIndexOf('/') + 1);
        return digits.EndsWith(ending, StringComparison.Ordinal) && long.TryParse(digits[..^ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    /// <summary>Folder of an hour of event time.</summary>
    public static string HourFolder(DateTime hour) =>
        hour.ToString("'date='yyyy'-'MM'-'dd'/hour='HH", CultureInfo.InvariantCulture);

    public static string FileName(RangeId range, long first, long last) =>
        string.Create(CultureInfo.InvariantCulture, $"{range.Topic}-{range.Partition}-{first}-{last}-{range.Writer}.parquet");

    /// <summary>Name, among the files being written, of the one that holds that hour of the range.</summary>
    public static string WritingName(RangeId range, DateTime hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{WritingName(range)}-{hour:yyyyMMddHH}.parquet");

    /// <summary>How the names of all files of the range being written begin.</summary>
    public static string WritingName(RangeId range) => $"{Digits(range.Number)}-{range.Writer}";

    /// <summary>The range that a file of its partition's writing folder belongs to; null for a stranger.</summary>
    public static RangeId? RangeOf(string topic, int partition, string name)
    {
        var parts = name[(name.LastIndexOf('/') + 1)..].Split('-', '.');
        return parts.Length >= 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new RangeId(topic, partition, number, parts[1])
            : null;
    }

    public static DateTime HourOf(long micros)
    {
        var time = EventTime.Of(micros).UtcDateTime;
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));
    }

    // Of one length, so that the order of names is the order of numbers.
    private static string Digits(long number) => number.ToString("D12", CultureInfo.InvariantCulture);
}
