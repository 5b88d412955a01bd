namespace Compliance.Gateway.Audit.Gaps;

/// <summary>What is counted by itself: one action, for one cause, in one start of the proxy.</summary>
internal readonly record struct GapKey(GapCause Cause, string Action, long Epoch)
{
    /// <summary>What the event says of it, if it is recorded in the start in which it happened or in a later one.</summary>
    public string Reason(bool isLater) => Cause switch
    {
        GapCause.Counting => $"Up to this many {Action} were counted together and not recorded when start {Epoch} ended.",
        GapCause.Waiting => $"Up to this many {Action}, of best effort, waited in memory when start {Epoch} ended.",
        _ => $"{Text}: {Action} left no event.{(isLater ? $" Start {Epoch} ended before it recorded this." : "")}",
    };

    private string Text => Cause switch
    {
        GapCause.Permitted => "The journal was full and audit.onFull is permit",
        GapCause.Dropped => "The memory for best-effort events was full",
        _ => "Too many kinds of event were counted while the journal took none",
    };
}
