namespace Compliance.Ledger.Merkle;

/// <summary>
/// A tree that only grows and whose root is asked for: of all leaves so far it keeps the roots of the complete subtrees, at most 63
/// hashes. Owner: whoever appends; not thread-safe.
/// <code>
/// size 11 = 0b1011:   [8 leaves] [2] [1]      append: as the number carries, equal neighbours join
/// </code>
/// </summary>
public sealed class CompactRange(TreeHasher hasher)
{
    private readonly List<TreeHash> _subtrees = [];

    public long Size { get; private set; }

    public void Append(TreeHash leaf)
    {
        for (var carry = Size; (carry & 1) == 1; carry >>= 1)
        {
            leaf = hasher.Node(_subtrees[^1], leaf);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(leaf);
        Size++;
    }

    public TreeHash Root() => Size == 0 ? TreeHasher.Empty : Fold(null);

    /// <summary>The root of these leaves and, right of them, a smaller subtree.</summary>
    internal TreeHash Fold(TreeHash? right)
    {
        for (var i = _subtrees.Count - 1; i >= 0; i--)
            right = right is { } r ? hasher.Node(_subtrees[i], r) : _subtrees[i];
        return right ?? TreeHasher.Empty;
    }

    public void Clear()
    {
        _subtrees.Clear();
        Size = 0;
    }
}
