namespace Compliance.Search.Compare;

/// <summary>What a comparison can find. The last is told, and is no failure.</summary>
internal enum IndexFindingKind
{
    /// <summary>A day that the archive has events of has no index.</summary>
    IndexMissing,

    /// <summary>An index that boards read and that no day of the archive's is for.</summary>
    IndexUnknown,

    /// <summary>An event of the archive is not in the index.</summary>
    DocumentMissing,

    /// <summary>A document of the index is no event of the archive.</summary>
    DocumentUnknown,

    /// <summary>A document does not say what the archive says of its event.</summary>
    DocumentChanged,

    /// <summary>A document of an event whose file two people have had purged is still in the index, or there again.</summary>
    DocumentPurged,

    /// <summary>Told: an index was deleted when its time was over, and the archive says so itself.</summary>
    IndexDeleted,
}
