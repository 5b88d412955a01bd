using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Custody;

/// <summary>Files of a purge, sorted by what may become of them.</summary>
/// <param name="Goes">May be purged.</param>
/// <param name="Kept">May not, and why.</param>
/// <param name="LookedInto">Numbers of the holds whose rows were looked for in the files.</param>
internal sealed record SievedFiles(IReadOnlyList<PurgeFile> Goes, IReadOnlyList<KeptFile> Kept, IReadOnlyList<long> LookedInto);
