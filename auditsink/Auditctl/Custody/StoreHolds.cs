using Compliance.Ledger.Custody;
using Compliance.Store.Entries;

namespace Compliance.Auditctl.Custody;

/// <summary>
/// Brings the store's own legal holds on files into line with the holds that stand: where the store offers them, nobody removes a held file
/// past auditctl either. Does over again what a crash left undone. Stateless.
/// </summary>
internal static class StoreHolds
{
    private const int AtATime = 16;

    /// <param name="custodian">The archive.</param>
    /// <param name="state">The holds.</param>
    /// <param name="reach">Of which hold's files; null: of all.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<HoldCount> ApplyAsync(Custodian custodian, CustodyState state, HoldOrder? reach, CancellationToken stop)
    {
        var files = await FilesAsync(custodian, state, reach, stop);
        var held = await HeldAsync(custodian, state, files, stop);
        var (count, changed, offers) = (0, 0, true);
        foreach (var some in files.Chunk(AtATime))
        {
            foreach (var (file, found) in some.Zip(await Task.WhenAll(some.Select(file => custodian.Store.LockAsync(file.Path, stop)))))
            {
                var isHeld = held.Contains(file.Path);
                count += found is not null && isHeld ? 1 : 0;
                if (found is null || found.IsHeld == isHeld || !offers)
                    continue;
                offers = await custodian.Store.HoldAsync(file.Path, isHeld, stop);
                changed += offers ? 1 : 0;
            }
        }

        return new HoldCount(count, changed, offers);
    }

    private static async Task<HashSet<string>> HeldAsync(Custodian custodian, CustodyState state, List<PurgeFile> files, CancellationToken stop)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hold in state.Holds.Where(hold => hold.Stands && files.Exists(hold.Order.Reaches)))
            held.UnionWith((await HeldRows.HeldAsync(custodian, state, hold.Order, files, stop)).Select(file => file.Path));

        return held;
    }

    private static async Task<List<PurgeFile>> FilesAsync(Custodian custodian, CustodyState state, HoldOrder? reach, CancellationToken stop)
    {
        var gone = state.Gone.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var files = await LiveFiles.FindAsync(custodian.Store, _ => true, stop) ?? [];
        return [.. files.Select(item => PurgeFile.Of(item.Entry, item.File)).Where(file => reach?.Reaches(file) != false && !gone.Contains(file.Path))];
    }
}
