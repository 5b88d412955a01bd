namespace Compliance.Search.Compare;

/// <summary>How closely index and archive are compared.</summary>
internal enum CompareDepth
{
    /// <summary>Documents of each day, by their number; days that differ are compared whole.</summary>
    Counts,

    /// <summary>Beside the counts, the first documents of each file of the archive, by their content.</summary>
    Sample,

    /// <summary>Every document, by its content.</summary>
    All,
}
