namespace Compliance.Ledger.Custody;

/// <summary>What holds said when a purge began, which may be days after its request.</summary>
/// <param name="Kept">Files of the request that are held now.</param>
/// <param name="LookedInto">As in the plan, of all holds up to this statement.</param>
public sealed record PurgeStart(IReadOnlyList<KeptFile> Kept, IReadOnlyList<long> LookedInto);
