using System.Runtime.Intrinsics;

namespace Compliance.Ledger.Merkle;

/// <summary>A SHA-256 hash of a tree's leaf or node: 32 bytes as a value, compared as a whole.</summary>
public readonly record struct TreeHash
{
    public const int Size = 32;
    private readonly Vector256<byte> _bytes;

    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _bytes = Vector256.Create(bytes);
    }

    public void CopyTo(Span<byte> bytes) => _bytes.CopyTo(bytes);

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public string ToBase64() => Convert.ToBase64String(ToArray());

    /// <summary>Exactly what <see cref="ToBase64"/> writes, and nothing else that would decode to the same bytes.</summary>
    public static bool TryParse(string text, out TreeHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != Size)
            return false;
        hash = new TreeHash(bytes);
        return hash.ToBase64() == text;
    }

    public override string ToString() => ToBase64();
}
