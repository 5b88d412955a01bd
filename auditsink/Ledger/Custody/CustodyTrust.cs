using Compliance.Signing;

namespace Compliance.Ledger.Custody;

/// <summary>Whom to believe about an archive's custody. Immutable.</summary>
/// <param name="Origin">Of the ledger that statements are made for.</param>
/// <param name="People">Whose statements count.</param>
public sealed record CustodyTrust(string Origin, People People);
