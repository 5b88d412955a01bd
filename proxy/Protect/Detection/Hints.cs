namespace Compliance.Protect.Detection;

/// <summary>What the name of a field, or the words before a number, say that it is.</summary>
[Flags]
internal enum Hints : byte
{
    None = 0,
    Card = 1,
    Iban = 2,
    Email = 4,
    Phone = 8,
    Ip = 16,
    Ssn = 32,
}
