using System.Text;
using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Rows;
using Compliance.Ledger.Verify;

namespace Compliance.Ledger.Proofs;

/// <summary>
/// The tree over a file's rows as they came, for the proof of one of them: out of that file, or out of the compacted one that stands for it now.
/// So a proof is the same before and after a compaction. Stateless.
/// </summary>
internal static class ProvenRows
{
    public static async Task<(byte[] Row, MerkleTree Tree)> ReadAsync(
        ArchiveView archive, EntrySource entries, long index, ManifestEntry entry, ArchiveFile file, long row, TreeHasher hasher, CancellationToken stop)
    {
        if (await archive.OpenAsync(entry, file, stop) is { } stream)
            return await ReadAsync(stream, file.Path, row, hasher, stop);
        if (await CompactionAsync(entries, index, file.Path, stop) is { Files: [var compacted] } by && await archive.OpenAsync(by, compacted, stop) is { } whole)
            return await ReadAsync(whole, compacted.Path, by.TakenOut.ToList().IndexOf(file.Path), file, row, hasher, stop);
        throw new LedgerException($"{file.Path} is not there. Restore it from a copy.");
    }

    private static async Task<(byte[] Row, MerkleTree Tree)> ReadAsync(Stream stream, string path, long row, TreeHasher hasher, CancellationToken stop)
    {
        var tree = new MerkleTree(hasher);
        byte[]? found = null;
        using var rows = new RowTree();
        using var file = new RowFile(stream);
        await file.ForEachAsync(batch => rows.Append(batch, (_, bytes, leaf) =>
        {
            if (tree.Size == row)
                found = bytes.ToArray();
            tree.Append(leaf);
        }), stop);
        return (found ?? throw NoRow(path, tree.Size, row), tree);
    }

    private static async Task<(byte[] Row, MerkleTree Tree)> ReadAsync(
        Stream stream, string path, int part, ArchiveFile original, long row, TreeHasher hasher, CancellationToken stop)
    {
        byte[]? found = null;
        var leaves = new TreeHash[original.Rows];
        using var rows = new RowTree();
        using var file = new RowFile(stream);
        await file.ForEachAsync(
            batch =>
            {
                var origins = OriginColumns.Of(batch);
                rows.Append(
                    batch,
                    (i, bytes, leaf) =>
                    {
                        if (origins.At(i) is var (from, at) && from == part && (uint)at < (uint)leaves.Length)
                        {
                            leaves[at] = leaf;
                            found = at == row ? bytes.ToArray() : found;
                        }
                    },
                    isCompacted: true);
            },
            stop);
        var tree = new MerkleTree(hasher);
        foreach (var leaf in leaves)
            tree.Append(leaf);
        return (found ?? throw NoRow(path, original.Rows, row), tree);
    }

    // Behind the file's own entry; most entries do not name it, and need not be parsed to say so.
    private static async Task<ManifestEntry?> CompactionAsync(EntrySource entries, long index, string path, CancellationToken stop)
    {
        var name = Encoding.UTF8.GetBytes(path);
        while (await entries(++index, stop) is { } bytes)
        {
            if (bytes.AsSpan().IndexOf(name) >= 0 && ManifestJson.TryRead(bytes) is { Kind: EntryKind.Compaction } entry && entry.TakenOut.Contains(path))
                return entry;
        }

        return null;
    }

    private static LedgerException NoRow(string path, long rows, long row) => new($"{path} has {rows} rows: there is no row {row}.");
}
