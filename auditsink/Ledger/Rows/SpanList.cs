using Compliance.Ledger.Merkle;

namespace Compliance.Ledger.Rows;

/// <summary>The roots of a file's spans as the manifest holds them: base64 of the hashes behind each other. Pure.</summary>
public static class SpanList
{
    public static string Write(IReadOnlyList<TreeHash> spans)
    {
        var bytes = new byte[spans.Count * TreeHash.Size];
        for (var i = 0; i < spans.Count; i++)
            spans[i].CopyTo(bytes.AsSpan(i * TreeHash.Size));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Empty if the text is no such list.</summary>
    public static IReadOnlyList<TreeHash> Read(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length % TreeHash.Size != 0)
            return [];
        return [.. bytes.AsMemory(0, length).ToArray().Chunk(TreeHash.Size).Select(chunk => new TreeHash(chunk))];
    }
}
