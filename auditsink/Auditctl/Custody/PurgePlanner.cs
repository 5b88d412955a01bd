using Compliance.Events;
using Compliance.Ledger.Custody;
using Compliance.Ledger.Verify;
using Compliance.Store.Entries;

namespace Compliance.Auditctl.Custody;

/// <summary>Which files of an archive a purge could take: all events older, signed for by the ledger, and not gone already. Reads only.</summary>
internal static class PurgePlanner
{
    /// <summary>Sorted by what may become of them.</summary>
    public static async Task<SievedFiles> PlanAsync(Custodian custodian, CustodyState state, DateTimeOffset before, CancellationToken stop)
    {
        var begun = state.Requests.Where(request => request.Start is not null).SelectMany(request => request.Certificate is null ? request.MayBeGone : request.Gone)
            .Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var files = new List<PurgeFile>();
        await foreach (var (topic, partition) in custodian.View.LogsAsync(stop))
        {
            var log = await SignedLog.ReadAsync(custodian.View, custodian.Plan, topic, partition, stop);
            var replaced = log.TakenOut();
            files.AddRange(
                from entry in log.Entries
                where entry.Number < log.Size
                from file in entry.Files
                where file.LastTime < EventTime.Micros(before) && !replaced.Contains(file.Path) && !begun.Contains(file.Path)
                select PurgeFile.Of(entry, file));
        }

        return await PurgeSieve.RunAsync(custodian, state, files, stop);
    }

    /// <exception cref="ArchiveException">The manifest does not name a file of the plan as the plan does.</exception>
    public static async Task CheckAsync(Custodian custodian, PurgePlan plan, CancellationToken stop)
    {
        foreach (var files in plan.Files.GroupBy(file => file.Log))
        {
            var log = await ReadAsync(custodian, files.Key, stop);
            foreach (var file in files)
            {
                if (file.Entry < 0 || file.Entry >= log.Size || !log.Entries[(int)file.Entry].Files.Any(named => PurgeFile.Of(log.Entries[(int)file.Entry], named) == file))
                    throw new ArchiveException($"Entry {file.Entry} of {file.Log} does not name {file.Path} as the request does: the request is wrong, or the manifest was changed. Run auditctl verify.");
            }
        }
    }

    public static Task<SignedLog> ReadAsync(Custodian custodian, string log, CancellationToken stop)
    {
        var (topic, partition) = PurgeFile.PartsOf(log);
        return SignedLog.ReadAsync(custodian.View, custodian.Plan, topic, partition, stop);
    }

    /// <summary>The entry that names the file.</summary>
    public static async Task<StoredEntry> ReadEntryAsync(Custodian custodian, PurgeFile file, CancellationToken stop)
    {
        var (topic, partition) = PurgeFile.PartsOf(file.Log);
        return await new EntryLog(custodian.Store, topic, partition).GetAsync(file.Entry, stop)
            ?? throw new ArchiveException($"The manifest of {file.Log} has no entry {file.Entry} any more. Run auditctl verify.");
    }
}
