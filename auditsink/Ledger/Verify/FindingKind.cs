namespace Compliance.Ledger.Verify;

/// <summary>What a verification can find. The last two are told, and are no failure.</summary>
public enum FindingKind
{
    /// <summary>A log has entries and no checkpoint.</summary>
    CheckpointMissing,

    /// <summary>An object in a checkpoint's place that is none, or is another log's.</summary>
    CheckpointUnreadable,

    /// <summary>A checkpoint that the key in force at its size has not signed.</summary>
    CheckpointForged,

    /// <summary>A checkpoint that is older than its copy in the second place.</summary>
    CheckpointStale,

    /// <summary>A checkpoint over other entries than the manifest's.</summary>
    EntriesChanged,

    /// <summary>Fewer entries than a checkpoint was signed over.</summary>
    EntriesCut,

    /// <summary>Entries behind the newest checkpoint: nobody has signed them.</summary>
    EntriesUnsigned,

    /// <summary>Bytes in the manifest that are no entry.</summary>
    EntryDamaged,

    /// <summary>An entry of another partition, or one whose range is not behind the one before.</summary>
    EntryOutOfPlace,

    /// <summary>A change of keys that the two have not both signed.</summary>
    RotationForged,

    /// <summary>A file that the manifest names is not there, and no entry says why.</summary>
    FileMissing,

    /// <summary>A file among the archive's that no entry names.</summary>
    FileUnknown,

    /// <summary>A file's bytes are not those that were written.</summary>
    FileChanged,

    /// <summary>A file's rows, in their order, are not those that were written.</summary>
    RowsChanged,

    /// <summary>A file's rows cannot be read from some row on.</summary>
    RowsUnreadable,

    /// <summary>Events that the manifest says are in its files are not, and no gap is recorded.</summary>
    SequenceMissing,

    /// <summary>Events that are there twice, or that the manifest does not know.</summary>
    SequenceUnexpected,

    /// <summary>A compacted file, or its entry, does not hold the rows of the files that it stands for, in their order.</summary>
    CompactionFalse,

    /// <summary>Told: events that never came, and the archive says so itself.</summary>
    RecordedGap,

    /// <summary>Told: a file from before there was a ledger; its bytes are checked, its rows have no root.</summary>
    RootMissing,
}
