using Compliance.Events.Archive;
using Compliance.Store;

namespace Compliance.Ledger.Custody;

/// <summary>
/// Which files the statements of an archive speak of, for whoever has no keys to judge them, and so believes each that keeps something and none
/// that frees it: a hold reaches its files for good, a request for a purge its files even after it has expired, and what cannot be read, or is
/// missing before another, reaches everything. Each statement is read once. One owner; not thread-safe.
/// </summary>
public sealed class CustodyReach(IArchiveStore store)
{
    private readonly List<HoldOrder> _holds = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private long _size;
    private bool _isUnreadable;
    private bool _hasHole;

    /// <summary>Takes on the statements that came since.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        _hasHole = false;
        await foreach (var name in store.ListAsync(ArchiveLayout.CustodyFolder, _size == 0 ? null : ArchiveLayout.StatementName(_size - 1), stop))
        {
            if (ArchiveLayout.NumberOf(name, ArchiveLayout.StatementEnding) != _size || await store.ReadAsync(name, stop) is not { } bytes)
            {
                _hasHole = true;
                return;
            }

            Add(bytes);
        }
    }

    public bool Has(PurgeFile file) => _isUnreadable || _hasHole || _paths.Contains(file.Path) || _holds.Exists(hold => hold.Reaches(file));

    private void Add(byte[] bytes)
    {
        var statement = SignedStatement.Unjudged(bytes);
        _isUnreadable |= statement is null or { Kind: StatementKind.Hold, Hold: null };
        if (statement?.Hold is { } hold)
            _holds.Add(hold);
        foreach (var file in statement?.Request?.Purge?.Files ?? [])
            _paths.Add(file.Path);
        _size++;
    }
}
