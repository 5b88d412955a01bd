using Compliance.Ledger.Merkle;

namespace Compliance.Ledger.Tiles;

/// <summary>
/// The right edge of a log in tiles: the hashes of each level's last, unfinished tile. All that a writer needs to go on, and to tell the
/// root. One owner; not thread-safe.
/// </summary>
public sealed class TileEdge(TreeHasher hasher)
{
    private readonly List<List<TreeHash>> _levels = [];

    public long Size { get; private set; }

    /// <param name="leaf">The next.</param>
    /// <param name="full">Gets each tile that it makes full.</param>
    public void Append(TreeHash leaf, Action<TileHashes> full)
    {
        Size++;
        for (var level = 0; ; level++)
        {
            if (level == _levels.Count)
                _levels.Add([]);
            var hashes = _levels[level];
            hashes.Add(leaf);
            if (hashes.Count < TilePath.Width)
                return;
            var tile = new TileHashes(level, (Size >> (TilePath.Height * (level + 1))) - 1, [.. hashes]);
            full(tile);
            leaf = tile.Root(hasher);
            hashes.Clear();
        }
    }

    /// <summary>The tiles that are not full, for a checkpoint of the present size.</summary>
    public IEnumerable<TileHashes> Partial() =>
        from level in Enumerable.Range(0, _levels.Count)
        where _levels[level].Count > 0
        select new TileHashes(level, Size >> (TilePath.Height * (level + 1)), [.. _levels[level]]);

    public TreeHash Root()
    {
        TreeHash? right = null;
        foreach (var hashes in _levels)
        {
            var range = new CompactRange(hasher);
            hashes.ForEach(range.Append);
            if (hashes.Count > 0)
                right = range.Fold(right);
        }

        return right ?? TreeHasher.Empty;
    }

    /// <summary>The edge of a log of that size, out of its tiles; null if one of them is not there.</summary>
    public static async Task<TileEdge?> LoadAsync(TreeHasher hasher, long size, Func<string, ValueTask<byte[]?>> read)
    {
        var edge = new TileEdge(hasher) { Size = size };
        for (var (level, nodes) = (0, size); nodes > 0; level++, nodes >>= TilePath.Height)
        {
            var width = (int)(nodes % TilePath.Width);
            var hashes = width == 0 ? [] : await TileHashes.ReadAsync(level, nodes / TilePath.Width, width, read);
            if (hashes is null)
                return null;
            edge._levels.Add([.. hashes]);
        }

        return edge;
    }
}
