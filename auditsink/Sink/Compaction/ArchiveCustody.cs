using Compliance.Events.Archive;
using Compliance.Store;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// Whether nobody has said anything about the archive's custody: a hold, a purge. A sink does not know whose word counts there, so it takes any
/// for a hold on everything: nothing is written anew and nothing removed. Stateless.
/// </summary>
internal static class ArchiveCustody
{
    public static async Task<bool> IsSilentAsync(IArchiveStore store, CancellationToken stop) => !await store.ListAsync(ArchiveLayout.CustodyFolder, null, stop).AnyAsync(stop);
}
