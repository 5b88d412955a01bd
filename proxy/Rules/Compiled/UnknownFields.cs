namespace Compliance.Rules.Compiled;

/// <summary>
/// What becomes of fields of a Protobuf message that its schema lacks, where rules look into the message: any of them may be what a rule
/// protects, under a number that a later schema gave it. The later one is the stricter.
/// </summary>
public enum UnknownFields : byte
{
    /// <summary>They stay, unprotected.</summary>
    Pass,

    /// <summary>They are taken out.</summary>
    Drop,

    /// <summary>The record does not pass.</summary>
    Reject,
}
