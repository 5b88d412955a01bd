using Compliance.Ledger.Merkle;

namespace Compliance.Ledger.Tiles;

/// <summary>Any node of a log of that size, out of its tiles; each is read once. One owner; not thread-safe.</summary>
public sealed class TileNodes(TreeHasher hasher, long size, Func<string, ValueTask<byte[]?>> read)
{
    private readonly Dictionary<(int Level, long Index), IReadOnlyList<TreeHash>> _tiles = [];

    /// <summary>A <see cref="NodeSource"/>. Throws a <see cref="LedgerException"/> if a tile is not there.</summary>
    public async ValueTask<TreeHash> Node(int level, long index)
    {
        var (tileLevel, height) = (level / TilePath.Height, level % TilePath.Height);
        var first = index << height;
        var hashes = await TileAsync(tileLevel, first / TilePath.Width);
        var range = new CompactRange(hasher);
        for (var i = 0; i < 1 << height; i++)
            range.Append(hashes[(int)(first % TilePath.Width) + i]);
        return range.Root();
    }

    private async Task<IReadOnlyList<TreeHash>> TileAsync(int level, long index)
    {
        if (_tiles.TryGetValue((level, index), out var tile))
            return tile;
        var width = (int)Math.Min(TilePath.Width, (size >> (TilePath.Height * level)) - (index * TilePath.Width));
        tile = await TileHashes.ReadAsync(level, index, width, read)
            ?? throw new LedgerException($"{TilePath.Tile(level, index, width)} is not there: without it nothing can be proven. Restore it from a copy, or run auditctl verify.");
        _tiles.Add((level, index), tile);
        return tile;
    }
}
