using Compliance.Events.Archive;
using Compliance.Store;

namespace Compliance.Ledger.Custody;

/// <summary>
/// How far an archive's statements of custody have come, for whoever writes entries. It judges none of them: what is there is noted, so that it cannot
/// be changed or taken away later. One owner.
/// </summary>
public sealed class CustodyHead(IArchiveStore store)
{
    private CustodyMark? _known;

    /// <summary>Null while there are none.</summary>
    public async Task<CustodyMark?> ReadAsync(CancellationToken stop)
    {
        var (size, last) = (_known?.Size ?? 0, (string?)null);
        await foreach (var name in store.ListAsync(ArchiveLayout.CustodyFolder, size == 0 ? null : ArchiveLayout.StatementName(size - 1), stop))
        {
            if (ArchiveLayout.NumberOf(name, ArchiveLayout.StatementEnding) != size)
                break;
            (size, last) = (size + 1, name);
        }

        if (last is not null && await store.ReadAsync(last, stop) is { } bytes)
            _known = new CustodyMark(size, SignedStatement.HashOf(bytes));
        return _known;
    }
}
