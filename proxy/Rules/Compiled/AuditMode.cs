namespace Compliance.Rules.Compiled;

/// <summary>How surely an event is kept, in growing strength: of what several policies say, the strongest holds.</summary>
public enum AuditMode : byte
{
    /// <summary>Counted together with others of its kind, and recorded once per interval.</summary>
    Aggregate = 1,

    /// <summary>Kept in memory for a while; where there is no room it is dropped, counted, and the count recorded.</summary>
    BestEffort,

    /// <summary>In the journal before the answer leaves; a power cut takes at most one interval.</summary>
    Durable,

    /// <summary>The answer waits until the event survives a power cut; without room for it the request is refused.</summary>
    Strict,
}
