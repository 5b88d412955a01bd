namespace Compliance.Ledger.Merkle;

/// <summary>Where a tree's nodes are: the root of the complete subtree of 2^level leaves that begins at leaf index * 2^level.</summary>
public delegate ValueTask<TreeHash> NodeSource(int level, long index);
