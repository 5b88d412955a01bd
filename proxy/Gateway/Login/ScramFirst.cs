using System.Text;
using System.Text.Unicode;

namespace Compliance.Gateway.Login;

/// <summary>
/// A client's first message under SCRAM (RFC 5802, section 7). Text copies of it, so nothing of the frame is kept; there is no secret in it.
/// <code>
/// gs2-header "n=" saslname ",r=" nonce ["," extensions]      gs2-header: ("n" | "y") "," ["a=" saslname] ","
/// saslname: UTF-8 with "=2C" for a comma, "=3D" for an equals sign
/// </code>
/// </summary>
internal sealed record ScramFirst(string Header, string Bare, string User, string Nonce)
{
    private const int MaxNonceLength = 256;

    /// <summary>Null, and why, where the bytes are no message that names a user.</summary>
    public static ScramFirst? Parse(ReadOnlySpan<byte> message, out string problem) => Parse(message, UserName.Fits, out problem);

    /// <param name="message">As the client has sent it.</param>
    /// <param name="fits">Which names users have where the proof is checked.</param>
    /// <param name="problem">Why there is none.</param>
    public static ScramFirst? Parse(ReadOnlySpan<byte> message, Func<string, bool> fits, out string problem)
    {
        problem = "The first SCRAM message is not as RFC 5802 has it.";
        if (!Utf8.IsValid(message))
            return null;
        var parts = Encoding.UTF8.GetString(message).Split(',');
        if (parts.Length < 4)
            return null;
        if (parts[0].StartsWith("p=", StringComparison.Ordinal))
        {
            problem = "The client asks for channel binding, which no mechanism here has.";
            return null;
        }

        if (parts[0] is not ("n" or "y") || !parts[2].StartsWith("n=", StringComparison.Ordinal) || NonceOf(parts[3]) is not { } nonce)
            return null;
        // Kafka's own extension, for a login by a delegation token: the proxy keeps none.
        if (parts.Skip(4).Any(extension => extension.StartsWith("tokenauth=", StringComparison.Ordinal)))
        {
            problem = "The client logs in with a delegation token, which is the broker's to know.";
            return null;
        }

        problem = "The SCRAM message's user is no valid name.";
        if (SaslName.Read(parts[2][2..]) is not { } user || !fits(user))
            return null;
        problem = "The SCRAM message asks to act as another user.";
        if (parts[1].Length > 0 && (!parts[1].StartsWith("a=", StringComparison.Ordinal) || SaslName.Read(parts[1][2..]) != user))
            return null;
        return new ScramFirst($"{parts[0]},{parts[1]},", string.Join(',', parts[2..]), user, nonce);
    }

    // Printable ASCII; the comma is none of it here.
    private static string? NonceOf(string part)
    {
        if (!part.StartsWith("r=", StringComparison.Ordinal) || part.Length is 2 or > MaxNonceLength)
            return null;
        return part.AsSpan(2).ContainsAnyExceptInRange('!', '~') ? null : part[2..];
    }
}
