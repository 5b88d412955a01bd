using Compliance.Ledger.Custody;

namespace Compliance.Search.Erase;

/// <summary>A file that is gone from the archive because two people wanted it.</summary>
/// <param name="File">As its request names it.</param>
/// <param name="Request">Number of that request.</param>
internal sealed record PurgedFile(PurgeFile File, long Request);
