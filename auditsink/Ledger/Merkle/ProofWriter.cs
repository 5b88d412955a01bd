using System.Numerics;

namespace Compliance.Ledger.Merkle;

/// <summary>
/// Makes the proofs of RFC 6962, sections 2.1.1 and 2.1.2, for any tree whose complete subtrees can be read. One owner; not thread-safe.
/// </summary>
public sealed class ProofWriter(TreeHasher hasher, NodeSource nodes)
{
    /// <summary>The siblings from the leaf up: with them and the leaf anybody computes the root of the tree of that size.</summary>
    public async Task<IReadOnlyList<TreeHash>> InclusionAsync(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<TreeHash>();
        var (first, end) = (0L, size);
        while (end - first > 1)
        {
            var split = first + Split(end - first);
            path.Add(index < split ? await RootAsync(split, end) : await RootAsync(first, split));
            (first, end) = index < split ? (first, split) : (split, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>What shows that the tree of <paramref name="older"/> leaves is the beginning of the one of <paramref name="newer"/>.</summary>
    public async Task<IReadOnlyList<TreeHash>> ConsistencyAsync(long older, long newer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(older);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, newer);
        var path = new List<TreeHash>();
        var (first, end) = (0L, newer);
        while (older < end)
        {
            var split = first + Split(end - first);
            path.Add(older <= split ? await RootAsync(split, end) : await RootAsync(first, split));
            (first, end) = older <= split ? (first, split) : (split, end);
        }

        // A checker knows the older tree's root: only when that is no subtree of the newer does it need the place to begin at.
        if (first > 0)
            path.Add(await RootAsync(first, end));
        path.Reverse();
        return path;
    }

    /// <summary>The root of the tree of the first that many leaves.</summary>
    public async Task<TreeHash> RootAsync(long size) => size == 0 ? TreeHasher.Empty : await RootAsync(0, size);

    private async Task<TreeHash> RootAsync(long first, long end)
    {
        var count = end - first;
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.Log2((ulong)count);
            return await nodes(level, first >> level);
        }

        var split = first + Split(count);
        return hasher.Node(await RootAsync(first, split), await RootAsync(split, end));
    }

    // The largest power of two below the count: where RFC 6962 divides a tree.
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
