namespace Compliance.Gateway.Audit.Journaling;

/// <summary>What stands at a place of the journal.</summary>
internal enum FrameFound
{
    Whole,

    /// <summary>Perhaps a frame, but the bytes at hand end within it.</summary>
    Cut,

    /// <summary>No frame: never written, torn, or damaged since.</summary>
    Bad,
}
