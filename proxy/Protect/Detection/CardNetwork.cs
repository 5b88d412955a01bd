namespace Compliance.Protect.Detection;

/// <summary>Networks whose numbers can be told by their first digits.</summary>
internal enum CardNetwork : byte
{
    None,
    Visa,
    Mastercard,
    Amex,
    Discover,
    Diners,
    Jcb,
    UnionPay,
    Maestro,
    Mir,
    Verve,
    Troy,
    Elo,
}
