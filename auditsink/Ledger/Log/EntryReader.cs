using Compliance.Events.Archive;
using Compliance.Store;

namespace Compliance.Ledger.Log;

/// <summary>
/// Reads a partition's entries in order, some ahead of what was asked for: a bucket answers many questions in the time of one. The objects
/// themselves, not the bundles made of them. One owner; not thread-safe.
/// </summary>
public sealed class EntryReader(IArchiveStore store, string topic, int partition)
{
    private const int Ahead = 16;
    private readonly Dictionary<long, byte[]> _ahead = [];

    /// <summary>An <see cref="EntrySource"/>.</summary>
    public async ValueTask<byte[]?> ReadAsync(long index, CancellationToken stop)
    {
        if (_ahead.Remove(index, out var known))
            return known;
        if (await ReadOneAsync(index, stop) is not { } entry)
            return null;
        _ahead.Clear();
        // A writer asks at the log's end, again and again: there the next one says that there are no others.
        if (await ReadOneAsync(index + 1, stop) is not { } next)
            return entry;
        _ahead.Add(index + 1, next);
        var others = await Task.WhenAll(Enumerable.Range(2, Ahead).Select(i => ReadOneAsync(index + i, stop)));
        foreach (var (i, other) in others.Index())
        {
            if (other is not null)
                _ahead.Add(index + i + 2, other);
        }

        return entry;
    }

    private Task<byte[]?> ReadOneAsync(long number, CancellationToken stop) => store.ReadAsync(ArchiveLayout.EntryName(topic, partition, number), stop);
}
