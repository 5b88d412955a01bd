using Compliance.Events.Archive;
using Compliance.Store;

namespace Compliance.Ledger.Custody;

/// <summary>
/// Which files the statements of an archive keep. What keeps something is believed whoever says it, what frees something only of people whose
/// keys are known: a hold reaches its files until its release has the words of two, a request for a purge its files until it has expired
/// unbegun. What cannot be read, or is missing before another, reaches everything. Each statement is read once. One owner; not thread-safe.
/// </summary>
/// <param name="store">The archive.</param>
/// <param name="trust">Whom to believe; null: nobody, so that nothing is ever freed.</param>
public sealed class CustodyReach(IArchiveStore store, CustodyTrust? trust)
{
    // Statements bear the times of the clocks of people: what has expired by ours may have been in time by theirs.
    private static readonly TimeSpan ClocksApart = TimeSpan.FromDays(1);

    private readonly List<(long Number, HoldOrder Order)> _holds = [];
    private readonly List<(long Number, HashSet<string> Paths)> _requests = [];
    private readonly CustodyState _known = new();
    private long _size;
    private bool _isUnreadable;
    private bool _hasHole;

    /// <summary>Holds that keep their files.</summary>
    public int Standing => _holds.Count(hold => !IsReleased(hold.Number));

    /// <summary>Holds that two people have released.</summary>
    public int Released => _holds.Count - Standing;

    /// <summary>Statements that free nothing, since nobody who is known signed them or they are against the rules; without trust they are not looked for.</summary>
    public IReadOnlyList<CustodyProblem> Problems => _known.Problems;

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

    public bool Has(PurgeFile file, DateTimeOffset now) => _isUnreadable || _hasHole
        || _holds.Exists(hold => hold.Order.Reaches(file) && !IsReleased(hold.Number))
        || _requests.Exists(request => request.Paths.Contains(file.Path) && !HasExpired(request.Number, now));

    private void Add(byte[] bytes)
    {
        var statement = SignedStatement.Unjudged(bytes);
        _isUnreadable |= statement is null or { Kind: StatementKind.Hold, Hold: null };
        if (statement?.Hold is { } hold)
            _holds.Add((_size, hold));
        if (statement?.Request?.Purge is { } purge)
            _requests.Add((_size, purge.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal)));
        if (trust is not null)
            _known.Add(bytes, trust.Origin, trust.People);
        _size++;
    }

    private bool IsReleased(long number) => _known.Hold(number) is { Stands: false };

    private bool HasExpired(long number, DateTimeOffset now) => _known.Request(number) is { Start: null } request && request.Order.ExpiresAt + ClocksApart < now;
}
