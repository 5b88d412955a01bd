namespace Compliance.Events.Archive;

/// <summary>What an entry of the manifest is. Words, not numbers: they stand in files for years; a reader passes over those it does not know.</summary>
public static class EntryKind
{
    /// <summary>Rows of a range of offsets.</summary>
    public const string Range = "range";

    /// <summary>Nothing came for a minute: that is evidence too.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Nothing was put into the archive for a minute, while rows that came wait for their range to be complete.</summary>
    public const string Gathering = "gathering";

    /// <summary>From here on another key signs.</summary>
    public const string Rotation = "rotation";

    /// <summary>Files that were written anew as larger ones.</summary>
    public const string Compaction = "compaction";
}
