using Compliance.Ledger.Merkle;

namespace Compliance.Ledger.Tiles;

/// <summary>One tile: at most 256 hashes of a level, the roots of complete subtrees of 256^level leaves. Immutable.</summary>
public sealed record TileHashes(int Level, long Index, IReadOnlyList<TreeHash> Hashes)
{
    public string Path => TilePath.Tile(Level, Index, Hashes.Count);

    public TreeHash Root(TreeHasher hasher)
    {
        var range = new CompactRange(hasher);
        foreach (var hash in Hashes)
            range.Append(hash);
        return range.Root();
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Hashes.Count * TreeHash.Size];
        for (var i = 0; i < Hashes.Count; i++)
            Hashes[i].CopyTo(bytes.AsSpan(i * TreeHash.Size));
        return bytes;
    }

    /// <summary>The first hashes of a tile, out of the one of that width or the full one; null if neither is there whole.</summary>
    public static async Task<IReadOnlyList<TreeHash>?> ReadAsync(int level, long index, int width, Func<string, ValueTask<byte[]?>> read)
    {
        var bytes = await read(TilePath.Tile(level, index, width)) ?? (width < TilePath.Width ? await read(TilePath.Tile(level, index)) : null);
        if (bytes is null || bytes.Length < width * TreeHash.Size)
            return null;
        return [.. bytes[..(width * TreeHash.Size)].Chunk(TreeHash.Size).Select(hash => new TreeHash(hash))];
    }
}
