namespace Compliance.Gateway.Audit.Gaps;

/// <summary>Why something left no event. The numbers stand in <see cref="CountPage"/> and are not used again.</summary>
internal enum GapCause : byte
{
    /// <summary>The journal was full, and the settings let it pass.</summary>
    Permitted = 1,

    /// <summary>Best effort, and the memory for such was full.</summary>
    Dropped = 2,

    /// <summary>To be counted together, but there were too many kinds while the journal took none.</summary>
    Uncounted = 3,

    /// <summary>Counted together and not recorded yet: lost only if the process ends before.</summary>
    Counting = 4,

    /// <summary>Best effort and waiting in memory: lost only if the process ends before.</summary>
    Waiting = 5,
}
