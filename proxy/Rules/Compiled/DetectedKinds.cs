namespace Compliance.Rules.Compiled;

/// <summary>Several of <see cref="DetectedKind"/>, each a bit of its number.</summary>
[Flags]
public enum DetectedKinds : byte
{
    None = 0,
    Card = 1 << DetectedKind.Card,
    Iban = 1 << DetectedKind.Iban,
    Email = 1 << DetectedKind.Email,
    Phone = 1 << DetectedKind.Phone,
    Ip = 1 << DetectedKind.Ip,
    Ssn = 1 << DetectedKind.Ssn,
    All = Card | Iban | Email | Phone | Ip | Ssn,
}
