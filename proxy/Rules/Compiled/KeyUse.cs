namespace Compliance.Rules.Compiled;

/// <summary>What a key is for. One key serves one use: what two algorithms do with the same key nobody has looked into.</summary>
public enum KeyUse : byte
{
    /// <summary>HMAC-SHA-256.</summary>
    Hash,

    /// <summary>AES-SIV.</summary>
    Siv,

    /// <summary>FF1.</summary>
    Ff1,

    /// <summary>XAES-256-GCM.</summary>
    Encrypt,

    /// <summary>AES-256-GCM, as Confluent's clients do it.</summary>
    Gcm,

    /// <summary>HMAC-SHA-256 of subjects, for the days by which their dates move.</summary>
    Shift,

    /// <summary>HMAC-SHA-256 of values, out of which others are made up.</summary>
    Synthetic,
}
