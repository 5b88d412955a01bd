using System.Security.Cryptography;

namespace Compliance.Ledger.Merkle;

/// <summary>
/// The two hashes of RFC 6962: SHA-256 of 0x00 and a leaf's data, and of 0x01 and two nodes. The prefixes keep a leaf from being passed
/// off as a node. One owner; not thread-safe (it keeps the platform's hash state, which costs a third less than a new one each time).
/// </summary>
public sealed class TreeHasher : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _node = new byte[1 + (2 * TreeHash.Size)];

    public TreeHasher() => _node[0] = 0x01;

    /// <summary>The root of a tree without leaves: the hash of nothing.</summary>
    public static TreeHash Empty { get; } = new(SHA256.HashData([]));

    public TreeHash Leaf(ReadOnlySpan<byte> data)
    {
        _hash.AppendData([0x00]);
        _hash.AppendData(data);
        return Finish();
    }

    /// <summary>Of a leaf whose prefix 0x00 stands already before its data: spares a call for each row.</summary>
    internal TreeHash PrefixedLeaf(ReadOnlySpan<byte> prefixed)
    {
        _hash.AppendData(prefixed);
        return Finish();
    }

    public TreeHash Node(TreeHash left, TreeHash right)
    {
        left.CopyTo(_node.AsSpan(1));
        right.CopyTo(_node.AsSpan(1 + TreeHash.Size));
        _hash.AppendData(_node);
        return Finish();
    }

    public void Dispose() => _hash.Dispose();

    private TreeHash Finish()
    {
        Span<byte> bytes = stackalloc byte[TreeHash.Size];
        _hash.GetHashAndReset(bytes);
        return new TreeHash(bytes);
    }
}
