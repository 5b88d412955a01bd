using Compliance.Events.Archive;
using Compliance.Store;

namespace Compliance.Ledger.Custody;

/// <summary>
/// Which files the statements of an archive speak of, for whoever has no keys to judge them, and so believes each that keeps something and none
/// that frees it: a hold reaches its files for good, a request for a purge its files even after it has expired, and what cannot be read, or is
/// missing before another, reaches everything. Immutable; any thread.
/// </summary>
public sealed class CustodyReach
{
    private readonly List<HoldOrder> _holds = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private bool _isEverything;

    private CustodyReach()
    {
    }

    public static async Task<CustodyReach> ReadAsync(IArchiveStore store, CancellationToken stop)
    {
        var reach = new CustodyReach();
        var number = 0L;
        await foreach (var name in store.ListAsync(ArchiveLayout.CustodyFolder, null, stop))
        {
            var isNext = ArchiveLayout.NumberOf(name, ArchiveLayout.StatementEnding) == number++;
            reach.Add(isNext && await store.ReadAsync(name, stop) is { } bytes ? SignedStatement.Unjudged(bytes) : null);
        }

        return reach;
    }

    public bool Has(PurgeFile file) => _isEverything || _paths.Contains(file.Path) || _holds.Exists(hold => hold.Reaches(file));

    private void Add(Statement? statement)
    {
        if (statement is null or { Kind: StatementKind.Hold, Hold: null })
            _isEverything = true;
        if (statement?.Hold is { } hold)
            _holds.Add(hold);
        foreach (var file in statement?.Request?.Purge?.Files ?? [])
            _paths.Add(file.Path);
    }
}
