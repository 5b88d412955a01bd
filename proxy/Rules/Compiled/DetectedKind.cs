namespace Compliance.Rules.Compiled;

/// <summary>What can be told from other text by how it is made.</summary>
public enum DetectedKind : byte
{
    /// <summary>A payment card's number.</summary>
    Card,

    /// <summary>An international bank account number.</summary>
    Iban,
    Email,
    Phone,

    /// <summary>An address of the Internet protocol, of version 4 or 6.</summary>
    Ip,

    /// <summary>A number of the United States' social security.</summary>
    Ssn,
}
