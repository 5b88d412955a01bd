using Compliance.Ledger.Merkle;
using CsCheck;
using Xunit;

namespace Compliance.Ledger.Tests.Merkle;

/// <summary>Against the naive tree, for every size up to some hundreds, and with every proof bent in every way.</summary>
public sealed class TreePropertyTests
{
    private static readonly Gen<byte[][]> Leaves = Gen.Byte.Array[0, 40].Array[1, 300];

    [Fact]
    public void The_root_is_that_of_the_naive_tree_after_each_leaf() => Leaves.Sample(
        leaves =>
        {
            using var hasher = new TreeHasher();
            var range = new CompactRange(hasher);
            for (var i = 0; i < leaves.Length; i++)
                range.Append(hasher.Leaf(leaves[i]));
            Assert.Equal(NaiveTree.Root(leaves), range.Root().ToArray());
        }, iter: 200);

    [Fact]
    public async Task Every_leaf_of_every_size_is_proven_and_nothing_else_is()
    {
        using var hasher = new TreeHasher();
        var check = new ProofCheck(hasher);
        var (tree, leaves, roots) = Grow(hasher, 40);
        var writer = new ProofWriter(hasher, tree.Node);
        for (var size = 1; size <= 40; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var path = await writer.InclusionAsync(index, size);
                Assert.True(check.Inclusion(leaves[index], index, size, path, roots[size]));
                Assert.False(check.Inclusion(leaves[(index + 1) % 40], index, size, path, roots[size]));
                Assert.False(check.Inclusion(leaves[index], index, size, path, roots[size - 1]));
                Assert.False(check.Inclusion(leaves[index], index, size, [.. path, roots[0]], roots[size]));
                Assert.True(path.Count == 0 || !check.Inclusion(leaves[index], index, size, [.. path.Skip(1)], roots[size]));
                for (var other = 0; other < size; other++)
                    Assert.True(other == index || !check.Inclusion(leaves[index], other, size, path, roots[size]));
                foreach (var bent in Bent(path))
                    Assert.False(check.Inclusion(leaves[index], index, size, bent, roots[size]));
            }
        }
    }

    [Fact]
    public async Task Every_tree_is_proven_the_beginning_of_every_later_one_and_of_no_other()
    {
        using var hasher = new TreeHasher();
        var check = new ProofCheck(hasher);
        var (tree, _, roots) = Grow(hasher, 40);
        var writer = new ProofWriter(hasher, tree.Node);
        for (var newer = 1; newer <= 40; newer++)
        {
            for (var older = 1; older <= newer; older++)
            {
                var path = await writer.ConsistencyAsync(older, newer);
                Assert.True(check.Consistency(older, newer, path, roots[older], roots[newer]));
                Assert.False(check.Consistency(older, newer, path, roots[older - 1], roots[newer]));
                Assert.False(check.Consistency(older, newer, path, roots[older], roots[newer - 1]));
                Assert.False(check.Consistency(older, newer, [.. path, roots[1]], roots[older], roots[newer]));
                foreach (var bent in Bent(path))
                    Assert.False(check.Consistency(older, newer, bent, roots[older], roots[newer]));
            }
        }

        Assert.True(check.Consistency(0, 5, [], TreeHasher.Empty, roots[5]));
        Assert.False(check.Consistency(0, 5, [], roots[1], roots[5]));
        Assert.False(check.Consistency(6, 5, [], roots[6], roots[5]));
    }

    private static IEnumerable<TreeHash[]> Bent(IReadOnlyList<TreeHash> path)
    {
        for (var i = 0; i < path.Count; i++)
        {
            var bytes = path[i].ToArray();
            bytes[i % TreeHash.Size] ^= 1;
            TreeHash[] bent = [.. path];
            bent[i] = new TreeHash(bytes);
            yield return bent;
        }
    }

    private static (MerkleTree Tree, TreeHash[] Leaves, TreeHash[] Roots) Grow(TreeHasher hasher, int size)
    {
        var (tree, range) = (new MerkleTree(hasher), new CompactRange(hasher));
        var leaves = Enumerable.Range(0, size).Select(i => hasher.Leaf([(byte)i])).ToArray();
        var roots = new List<TreeHash> { range.Root() };
        foreach (var leaf in leaves)
        {
            tree.Append(leaf);
            range.Append(leaf);
            roots.Add(range.Root());
        }

        return (tree, leaves, [.. roots]);
    }
}
