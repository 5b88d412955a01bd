using System.Text;

namespace Compliance.Gateway.Login;

/// <summary>
/// A client's last message under SCRAM (RFC 5802, section 7). Lives for one step; its text form hides the proof.
/// <code>"c=" base64(gs2-header) ",r=" nonce ["," extensions] ",p=" base64(proof)</code>
/// </summary>
internal sealed record ScramFinal(string Header, string Nonce, string WithoutProof, byte[] Proof)
{
    /// <summary>Null where the bytes are no such message.</summary>
    public static ScramFinal? Parse(ReadOnlySpan<byte> message)
    {
        if (!Ascii.IsValid(message))
            return null;
        var text = Encoding.ASCII.GetString(message);
        var at = text.LastIndexOf(",p=", StringComparison.Ordinal);
        if (at < 0)
            return null;
        var parts = text[..at].Split(',');
        if (parts.Length < 2 || !parts[0].StartsWith("c=", StringComparison.Ordinal) || !parts[1].StartsWith("r=", StringComparison.Ordinal))
            return null;
        return Base64Text.Read(parts[0][2..]) is { } header && Base64Text.Read(text[(at + 3)..]) is { } proof
            ? new ScramFinal(Encoding.UTF8.GetString(header), parts[1][2..], text[..at], proof)
            : null;
    }

    public override string ToString() => "the last SCRAM message";
}
