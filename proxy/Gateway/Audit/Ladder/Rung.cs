namespace Compliance.Gateway.Audit.Ladder;

/// <summary>How much is held back because the journal fills up, in growing order; the numbers are those of the metric.</summary>
internal enum Rung
{
    /// <summary>Nothing is.</summary>
    Open,

    /// <summary>Clients whose requests leave events are slowed down.</summary>
    Throttle,

    /// <summary>What must not happen without evidence on disk is refused, so that the rest of the room is left for everything else.</summary>
    RefuseStrict,

    /// <summary>No room: every audited request is refused, or passes and is counted as missing, as the settings have it.</summary>
    Full,

    /// <summary>The disk has failed: connections end until the proxy starts again.</summary>
    Failed,
}
