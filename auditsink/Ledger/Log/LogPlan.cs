using Compliance.Signing;
using Compliance.Store;

namespace Compliance.Ledger.Log;

/// <summary>What a partition's log is written with. Immutable; the keys belong to whoever made it.</summary>
/// <param name="Origin">Name under which it signs.</param>
/// <param name="Prefix">Before the names of its objects.</param>
/// <param name="Store">The archive's.</param>
/// <param name="Key">Signs.</param>
/// <param name="PreviousKey">Hands over to <paramref name="Key"/>, where it signed until now.</param>
/// <param name="Copies">The second place, out of reach of whoever may change the archive.</param>
public sealed record LogPlan(string Origin, string Prefix, IArchiveStore Store, SigningKey Key, SigningKey? PreviousKey = null, IArchiveStore? Copies = null);
