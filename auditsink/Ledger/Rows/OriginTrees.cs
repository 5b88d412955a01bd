using Compliance.Events.Archive;
using Compliance.Ledger.Merkle;

namespace Compliance.Ledger.Rows;

/// <summary>
/// The rows of a compacted file, put back into the files that it stands for: of each row its leaf, 32 bytes, so that each of those files has its
/// own tree again. Owned by whoever reads the file; not thread-safe.
/// </summary>
/// <param name="originals">The files, as the entries that wrote them have them, in the order in which the compacted one counts them.</param>
public sealed class OriginTrees(IReadOnlyList<ArchiveFile> originals)
{
    /// <summary>Most rows of a compacted file; their leaves take half a gigabyte.</summary>
    public const long MaxRows = 1 << 24;

    // No row hashes to zero bytes alone: that is a place without a row.
    private readonly TreeHash[][] _leaves = [.. originals.Select(file => new TreeHash[file.Rows])];

    public IReadOnlyList<ArchiveFile> Originals => originals;

    /// <summary>False: no file has such a row, or it has come already.</summary>
    public bool TryAdd((int File, int Row) origin, TreeHash leaf)
    {
        if ((uint)origin.File >= (uint)_leaves.Length || (uint)origin.Row >= (uint)_leaves[origin.File].Length || _leaves[origin.File][origin.Row] != default)
            return false;
        _leaves[origin.File][origin.Row] = leaf;
        return true;
    }

    /// <summary>The leaves of a file in its order.</summary>
    public IReadOnlyList<TreeHash> Leaves(int file) => _leaves[file];

    /// <summary>The first row of which it is sure that it, or one in the span behind it, is not what that file had; null: the file is whole.</summary>
    public long? FirstDifferent(int file)
    {
        var missing = Array.IndexOf(_leaves[file], default);
        if (missing >= 0)
            return missing;
        using var tree = new RowTree(_leaves[file].Length);
        foreach (var leaf in _leaves[file])
            tree.Append(leaf);
        return tree.Root().ToBase64() == originals[file].Root ? null : tree.FirstDifferent(originals[file]) ?? 0;
    }
}
