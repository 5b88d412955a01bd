namespace Compliance.Gateway.Audit.Journaling;

/// <summary>What a frame of the journal holds; the number is what stands in the file.</summary>
internal enum FrameType : byte
{
    /// <summary>An encoded event; the frame's number is its sequence.</summary>
    Event = 1,

    /// <summary>The end of a segment; the frame's number is the last sequence before it. Empty.</summary>
    Seal = 2,
}
