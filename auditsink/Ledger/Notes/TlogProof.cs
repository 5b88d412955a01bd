using System.Globalization;
using System.Text;
using Compliance.Ledger.Merkle;
using Compliance.Signing;

namespace Compliance.Ledger.Notes;

/// <summary>
/// A C2SP tlog-proof: that an entry stands at its place in a log, checked offline with the log's public key alone. Immutable.
/// <code>
/// c2sp.org/tlog-proof@v1
/// extra base64               what the reader may need beside it; not vouched for
/// index 17
/// base64 …                   the path, from the leaf's sibling up
///
/// (signed checkpoint)
/// </code>
/// </summary>
public sealed record TlogProof(long Index, IReadOnlyList<TreeHash> Path, SignedNote Checkpoint, ReadOnlyMemory<byte> Extra = default)
{
    private const string Head = "c2sp.org/tlog-proof@v1";
    private const string ExtraWord = "extra ";
    private const string IndexWord = "index ";

    /// <summary>Null if the bytes are none.</summary>
    public static TlogProof? TryParse(ReadOnlySpan<byte> bytes)
    {
        var split = bytes.IndexOf("\n\n"u8);
        if (split < 0 || SignedNote.TryParse(bytes[(split + 2)..]) is not { } note)
            return null;
        var lines = Encoding.UTF8.GetString(bytes[..split]).Split('\n');
        var at = 1;
        byte[] extra = [];
        if (lines.Length > at && lines[at].StartsWith(ExtraWord, StringComparison.Ordinal) && !TryDecode(lines[at++][ExtraWord.Length..], out extra))
            return null;
        if (lines[0] != Head || lines.Length <= at || !lines[at].StartsWith(IndexWord, StringComparison.Ordinal)
            || !long.TryParse(lines[at][IndexWord.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return null;
        var path = new List<TreeHash>();
        foreach (var line in lines[(at + 1)..])
        {
            if (!TreeHash.TryParse(line, out var hash))
                return null;
            path.Add(hash);
        }

        return new TlogProof(index, path, note, extra);
    }

    /// <summary>
    /// The checkpoint if that entry is proven to stand at <see cref="Index"/> in the log of that origin and key; null if it is not.
    /// </summary>
    public Checkpoint? Check(ReadOnlySpan<byte> entry, string origin, VerifyingKey key)
    {
        using var hasher = new TreeHasher();
        return Checkpoint.IsSignedBy(origin, key) && Notes.Checkpoint.TryParse(Checkpoint.Text) is { } checkpoint && checkpoint.Origin == origin
            && new ProofCheck(hasher).Inclusion(hasher.Leaf(entry), Index, checkpoint.Size, Path, checkpoint.Root)
            ? checkpoint
            : null;
    }

    public override string ToString()
    {
        var text = new StringBuilder(Head).Append('\n');
        if (!Extra.IsEmpty)
            text.Append(ExtraWord).Append(Convert.ToBase64String(Extra.Span)).Append('\n');
        text.Append(IndexWord).Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var hash in Path)
            text.Append(hash.ToBase64()).Append('\n');
        return text.Append('\n').Append(Checkpoint).ToString();
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            return false;
        Array.Resize(ref bytes, length);
        return true;
    }
}
