namespace Compliance.Ledger.Merkle;

/// <summary>All nodes of a tree in memory (64 bytes a leaf), for proofs. Owner: whoever appends; not thread-safe.</summary>
public sealed class MerkleTree(TreeHasher hasher)
{
    private readonly List<List<TreeHash>> _levels = [[]];

    public long Size => _levels[0].Count;

    public void Append(TreeHash leaf)
    {
        for (var level = 0; ; level++)
        {
            if (level == _levels.Count)
                _levels.Add([]);
            var nodes = _levels[level];
            nodes.Add(leaf);
            if ((nodes.Count & 1) == 1)
                return;
            leaf = hasher.Node(nodes[^2], nodes[^1]);
        }
    }

    public ValueTask<TreeHash> Node(int level, long index) => ValueTask.FromResult(_levels[level][checked((int)index)]);
}
