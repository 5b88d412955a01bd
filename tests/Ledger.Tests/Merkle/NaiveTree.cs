using System.Security.Cryptography;

namespace Compliance.Ledger.Tests.Merkle;

/// <summary>RFC 6962, section 2.1, word by word: slow, and of no code of the library's.</summary>
internal static class NaiveTree
{
    public static byte[] Root(IReadOnlyList<byte[]> leaves) => Root(leaves, 0, leaves.Count);

    private static byte[] Root(IReadOnlyList<byte[]> leaves, int first, int count)
    {
        if (count == 0)
            return SHA256.HashData([]);
        if (count == 1)
            return SHA256.HashData([0, .. leaves[first]]);
        var split = 1;
        while (split * 2 < count)
            split *= 2;
        return SHA256.HashData([1, .. Root(leaves, first, split), .. Root(leaves, first + split, count - split)]);
    }
}
