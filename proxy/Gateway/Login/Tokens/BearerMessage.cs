using System.Text;

namespace Compliance.Gateway.Login.Tokens;

/// <summary>
/// A client's message under SASL/OAUTHBEARER (RFC 7628, section 3.1). Lives for one authentication; its text form hides the token.
/// <code>
/// gs2-header 0x01 *(key "=" value 0x01) 0x01       gs2-header: ("n" | "y") "," ["a=" saslname] ","
/// auth=Bearer token                                one of the keys; host, port and a client's extensions are left alone
/// </code>
/// </summary>
internal sealed record BearerMessage(string? ActsAs, string Token)
{
    private const char Separator = '\u0001';

    /// <summary>What a client sends that has understood that it was refused.</summary>
    public static ReadOnlySpan<byte> Understood => [(byte)Separator];

    /// <summary>Null, and why, where the bytes are no message with a token of at most that size.</summary>
    public static BearerMessage? Parse(ReadOnlySpan<byte> message, int maxTokenBytes, out string problem)
    {
        problem = "The OAUTHBEARER message is not as RFC 7628 has it.";
        var first = message.IndexOf((byte)Separator);
        if (first < 0 || first == message.Length - 1 || message[^1] != Separator || !System.Text.Unicode.Utf8.IsValid(message[..first]))
            return null;
        var header = Encoding.UTF8.GetString(message[..first]).Split(',');
        if (header.Length != 3 || header[0] is not ("n" or "y") || header[2].Length > 0)
            return null;
        string? actsAs = null;
        if (header[1].Length > 0 && (!header[1].StartsWith("a=", StringComparison.Ordinal) || (actsAs = SaslName.Read(header[1][2..])) is null))
            return null;
        if (TokenOf(message[(first + 1)..^1], ref problem) is not { IsEmpty: false } token)
            return null;
        if (token.Length > maxTokenBytes)
        {
            problem = $"The token is larger than limits.maxTokenBytes ({maxTokenBytes}).";
            return null;
        }

        problem = "";
        return new BearerMessage(actsAs, Encoding.ASCII.GetString(token));
    }

    public override string ToString() => "OAUTHBEARER message";

    /// <summary>Out of the pairs, each with its separator behind it; empty: there is none, or more than one, or the pairs are none.</summary>
    private static ReadOnlySpan<byte> TokenOf(ReadOnlySpan<byte> pairs, ref string problem)
    {
        ReadOnlySpan<byte> token = default;
        while (!pairs.IsEmpty)
        {
            var end = pairs.IndexOf((byte)Separator);
            if (end < 0)
                return default;
            var pair = pairs[..end];
            pairs = pairs[(end + 1)..];
            var equals = pair.IndexOf((byte)'=');
            if (equals <= 0 || !IsKey(pair[..equals]) || !IsValue(pair[(equals + 1)..]))
                return default;
            if (!pair[..equals].SequenceEqual("auth"u8))
                continue;
            if (!token.IsEmpty)
                return default;
            token = Bearer(pair[(equals + 1)..]);
            if (token.IsEmpty)
            {
                problem = "The OAUTHBEARER message holds no bearer token.";
                return default;
            }
        }

        return token;
    }

    /// <summary>RFC 6750, section 2.1: <c>Bearer</c> in any case, blanks, and letters, digits, <c>-._~+/</c> with <c>=</c> behind them.</summary>
    private static ReadOnlySpan<byte> Bearer(ReadOnlySpan<byte> value)
    {
        var scheme = "Bearer "u8;
        if (value.Length <= scheme.Length || !Ascii.EqualsIgnoreCase(value[..scheme.Length], scheme))
            return default;
        var token = value[scheme.Length..].TrimStart((byte)' ');
        foreach (var b in token.TrimEnd((byte)'='))
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'+' or (byte)'/'))
                return default;
        }

        return token;
    }

    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (var b in key)
        {
            if (!char.IsAsciiLetter((char)b))
                return false;
        }

        return true;
    }

    private static bool IsValue(ReadOnlySpan<byte> value)
    {
        foreach (var b in value)
        {
            if (b is not ((>= 0x20 and <= 0x7e) or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }

        return true;
    }
}
