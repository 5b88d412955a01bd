using System.Globalization;

namespace Compliance.Signing;

/// <summary>A public key under a name, as text: <c>name+id+base64(kind, key)</c>. Immutable.</summary>
public sealed record VerifierKey(string Name, VerifyingKey Key)
{
    /// <summary>Null if the text is none, names no key of ours, or has the id of another key.</summary>
    public static VerifierKey? TryParse(string text)
    {
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !SignedNote.IsName(parts[0]) || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
            return null;
        var bytes = new byte[parts[2].Length];
        if (!Convert.TryFromBase64String(parts[2], bytes, out var length) || length < 2)
            return null;
        var key = VerifyingKey.TryCreate((SignatureKind)bytes[0], bytes.AsSpan(1, length - 1));
        return key is not null && key.IdFor(parts[0]) == id ? new VerifierKey(parts[0], key) : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}+{Key.IdFor(Name):x8}+{Convert.ToBase64String([(byte)Key.Kind, .. Key.Bytes])}");
}
