namespace Compliance.Ledger.Verify;

/// <summary>What a verification can find. The last four are told, and are no failure.</summary>
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

    /// <summary>There are statements of custody, and nobody's key was given to check them with.</summary>
    CustodyUnchecked,

    /// <summary>A statement of custody that is none, or is not signed by whom it says.</summary>
    CustodyForged,

    /// <summary>A statement of custody that is signed, and is against the rules: an approval by the same person, a purge of what is held.</summary>
    CustodyInvalid,

    /// <summary>A statement of custody that is another than the one that the ledger or the second place knows.</summary>
    CustodyChanged,

    /// <summary>Fewer statements of custody than the ledger or the second place knows.</summary>
    CustodyCut,

    /// <summary>A purge that began and has no certificate.</summary>
    PurgeUnfinished,

    /// <summary>A purge that is not as it says: a file that it says is gone, a file that never was, a checkpoint that does not hold.</summary>
    PurgeContradicted,

    /// <summary>Told: events that never came, and the archive says so itself.</summary>
    RecordedGap,

    /// <summary>Told: a file from before there was a ledger; its bytes are checked, its rows have no root.</summary>
    RootMissing,

    /// <summary>Told: files that two people have had purged, with a certificate that holds.</summary>
    Purged,

    /// <summary>Told: statements of custody that no entry of the ledger knows yet.</summary>
    CustodyUnsigned,
}
