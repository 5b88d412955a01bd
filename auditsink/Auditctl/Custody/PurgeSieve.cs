using Compliance.Ledger.Custody;
using Compliance.Store;

namespace Compliance.Auditctl.Custody;

/// <summary>Which of some files may go: no hold keeps them, no lock of the store, and they are there. Stateless.</summary>
internal static class PurgeSieve
{
    private const int AtATime = 16;

    public static async Task<SievedFiles> RunAsync(Custodian custodian, CustodyState state, IReadOnlyList<PurgeFile> files, CancellationToken stop)
    {
        var kept = new Dictionary<string, KeptFile>(StringComparer.Ordinal);
        var lookedInto = new List<long>();
        foreach (var hold in state.Holds.Where(hold => hold.Stands && files.Any(hold.Order.Reaches)))
        {
            if (hold.Order.Rows is not null)
                lookedInto.Add(hold.Number);
            foreach (var file in await HeldRows.HeldAsync(custodian, state, hold.Order, files, stop))
                kept.TryAdd(file.Path, new KeptFile(file.Path, $"hold {hold.Number} ({hold.Order.Case})"));
        }

        foreach (var some in files.Where(file => !kept.ContainsKey(file.Path)).Chunk(AtATime))
        {
            foreach (var (file, found) in some.Zip(await Task.WhenAll(some.Select(file => custodian.Store.LockAsync(file.Path, stop)))))
            {
                if (WhyNot(found, custodian.Now) is { } why)
                    kept.Add(file.Path, new KeptFile(file.Path, why));
            }
        }

        return new SievedFiles([.. files.Where(file => !kept.ContainsKey(file.Path))], [.. files.Where(file => kept.ContainsKey(file.Path)).Select(file => kept[file.Path])], lookedInto);
    }

    private static string? WhyNot(ObjectLock? found, DateTimeOffset now) => found switch
    {
        null => "is not there",
        { IsHeld: true } => "a legal hold of the store's own",
        { Until: { } until } when until > now => $"locked by the store until {until:u}",
        _ => null,
    };
}
