namespace Compliance.Rules.Compiled;

/// <summary>Kinds of values that can be made up.</summary>
public enum SyntheticKind : byte
{
    /// <summary>A card number out of a range that networks use for tests.</summary>
    Pan,

    /// <summary>An address at example.com (RFC 2606).</summary>
    Email,

    /// <summary>A number between 555-0100 and 555-0199, which North America keeps for fiction.</summary>
    Phone,

    /// <summary>A given name, or a given name and a family name.</summary>
    Name,

    /// <summary>An account number with sound check digits at a bank that there is not.</summary>
    Iban,
}
