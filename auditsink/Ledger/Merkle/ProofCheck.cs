using System.Numerics;

namespace Compliance.Ledger.Merkle;

/// <summary>
/// Checks proofs without the tree (RFC 9162, sections 2.1.3.2 and 2.1.4.2, whose trees are those of RFC 6962). False for any proof that is
/// not exactly right, one with a hash too many included. One owner; not thread-safe.
/// </summary>
public sealed class ProofCheck(TreeHasher hasher)
{
    public bool Inclusion(TreeHash leaf, long index, long size, IReadOnlyList<TreeHash> path, TreeHash root)
    {
        if (index < 0 || index >= size)
            return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = hasher.Node(sibling, hash);
                SkipUnpaired(ref node, ref last);
            }
            else
            {
                hash = hasher.Node(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    public bool Consistency(long older, long newer, IReadOnlyList<TreeHash> path, TreeHash olderRoot, TreeHash newerRoot)
    {
        if (older < 0 || older > newer)
            return false;
        if (older == newer || older == 0)
            return path.Count == 0 && (older == newer ? olderRoot == newerRoot : olderRoot == TreeHasher.Empty);
        IEnumerable<TreeHash> steps = BitOperations.IsPow2(older) ? path.Prepend(olderRoot) : path;
        var (node, last) = (older - 1, newer - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        TreeHash? from = null, to = null;
        foreach (var step in steps)
        {
            if (from is not { } oldHash || to is not { } newHash)
            {
                (from, to) = (step, step);
                continue;
            }

            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                (from, to) = (hasher.Node(step, oldHash), hasher.Node(step, newHash));
                SkipUnpaired(ref node, ref last);
            }
            else
            {
                to = hasher.Node(newHash, step);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && from == olderRoot && to == newerRoot;
    }

    // The last node of a level without a partner rises as it is until it is a right child.
    private static void SkipUnpaired(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
            (node, last) = (node >> 1, last >> 1);
    }
}
