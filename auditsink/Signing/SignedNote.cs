using System.Buffers.Binary;
using System.Text;

namespace Compliance.Signing;

/// <summary>
/// A C2SP signed note: a text that ends in a line feed, an empty line, and lines <c>— name base64(key id, signature)</c>. What the text
/// says is worth nothing before <see cref="IsSignedBy"/>. Immutable; any thread.
/// </summary>
public sealed class SignedNote
{
    private const int MaxSignatures = 64;
    private const string Dash = "— ";
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>With the last line feed, without the empty line.</summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Names are of one word and hold no plus, which divides the parts of a verifier key.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    public static SignedNote Sign(string text, string name, params ReadOnlySpan<SigningKey> keys)
    {
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is no name of a signer: it must be one word without a plus sign.", nameof(name));
        if (!IsText(text))
            throw new ArgumentException("The text of a note ends in a line feed and has no other control characters.", nameof(text));
        var bytes = Strict.GetBytes(text);
        var signatures = new List<NoteSignature>();
        foreach (var key in keys)
            signatures.Add(new(name, key.PublicKey.IdFor(name), key.Sign(bytes)));
        return new SignedNote(text, signatures);
    }

    /// <summary>Null if the bytes are no signed note.</summary>
    public static SignedNote? TryParse(ReadOnlySpan<byte> bytes)
    {
        string note;
        try
        {
            note = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !IsText(note) || !IsText(note[..(split + 1)]))
            return null;
        var lines = note[(split + 2)..].Split('\n');
        if (lines.Length is < 2 or > MaxSignatures + 1)
            return null;
        var signatures = lines[..^1].Select(TryParseLine).OfType<NoteSignature>().ToList();
        return signatures.Count == lines.Length - 1 ? new SignedNote(note[..(split + 1)], signatures) : null;
    }

    /// <summary>True if a signature in that name by that key is there and right, and none in its name and id is wrong.</summary>
    public bool IsSignedBy(string name, VerifyingKey key)
    {
        var (id, bytes) = (key.IdFor(name), Strict.GetBytes(Text));
        var ours = Signatures.Where(signature => signature.Name == name && signature.KeyId == id).ToList();
        return ours.Count > 0 && ours.TrueForAll(signature => key.Verify(bytes, signature.Bytes.Span));
    }

    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        Span<byte> id = stackalloc byte[sizeof(uint)];
        foreach (var signature in Signatures)
        {
            BinaryPrimitives.WriteUInt32BigEndian(id, signature.KeyId);
            note.Append(Dash).Append(signature.Name).Append(' ').Append(Convert.ToBase64String([.. id, .. signature.Bytes.Span])).Append('\n');
        }

        return note.ToString();
    }

    public byte[] ToBytes() => Strict.GetBytes(ToString());

    private static bool IsText(string text) => text.EndsWith('\n') && !text.Any(c => c < ' ' && c != '\n');

    private static NoteSignature? TryParseLine(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length != 3 || parts[0] != Dash.TrimEnd() || !IsName(parts[1]))
            return null;
        var bytes = new byte[parts[2].Length];
        return Convert.TryFromBase64String(parts[2], bytes, out var length) && length > sizeof(uint)
            ? new NoteSignature(parts[1], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(sizeof(uint), length - sizeof(uint)))
            : null;
    }
}
