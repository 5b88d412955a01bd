namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// Whether evidence can be taken.
/// <code>
///   Ok &lt;--&gt; Filling &lt;--&gt; Full        by bytes on disk; the shipper empties it
///    \________|__________/
///             v
///           Failed                   a write or an fsync failed: until the process starts again
/// </code>
/// </summary>
internal enum JournalState
{
    Ok,

    /// <summary>Taken, but the bound comes near: the topic cannot be reached, or is too slow.</summary>
    Filling,

    /// <summary>Refused: the bound is reached, the disk is full, or it is so slow that no room has been prepared.</summary>
    Full,

    /// <summary>Refused: what the disk holds is no longer known.</summary>
    Failed,
}
