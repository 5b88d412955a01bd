namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>What became of a record set.</summary>
internal enum GuardResult : byte
{
    /// <summary>It passes as received; nothing was written.</summary>
    Unchanged,

    /// <summary>The changed set was written.</summary>
    Changed,

    /// <summary>Schemas have to be asked for first.</summary>
    Waiting,

    /// <summary>Of a produce: it must not be stored; the refusals say why.</summary>
    Refused,
}
