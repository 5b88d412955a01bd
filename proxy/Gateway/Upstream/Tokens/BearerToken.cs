using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Compliance.Gateway.Upstream.Tokens;

/// <summary>
/// A token as the provider has answered (RFC 6749, section 5.1), and for how long from then. Immutable; its text form hides it.
/// <code>
/// {"access_token": b64token, "token_type": "Bearer", "expires_in": seconds, …}
/// </code>
/// </summary>
internal sealed class BearerToken
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private BearerToken(string value, TimeSpan life) => (Value, Life) = (value, life);

    public string Value { get; }
    public TimeSpan Life { get; }

    /// <exception cref="TokenException">It is none that could be used.</exception>
    public static BearerToken Parse(ReadOnlyMemory<byte> json, int maxBytes, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "access_token") is not { Length: > 0 } value)
                throw new TokenException("its answer holds no access_token (RFC 6749); is 'tokenUrl' its token_endpoint?");
            if (!string.Equals(Text(root, "token_type"), "bearer", StringComparison.OrdinalIgnoreCase))
                throw new TokenException("it gives a token of another type than Bearer, and no other logs in by OAUTHBEARER");
            if (value.Length > maxBytes)
                throw new TokenException($"its token is larger than limits.maxTokenBytes ({maxBytes})");
            if (!value.TrimEnd('=').All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/'))
                throw new TokenException("its token has letters that a bearer token has not (RFC 6750)");
            var life = (root.TryGetProperty("expires_in", out var told) ? Seconds(told) : Exp(value) - now.ToUnixTimeSeconds())
                ?? throw new TokenException("it does not tell when its token ends: by expires_in, or by 'exp' of a JSON Web Token");
            return life > 0 ? new BearerToken(value, TimeSpan.FromSeconds(Math.Min(life, Longest.TotalSeconds))) : throw new TokenException("its token has ended already; look at its clock and at this machine's");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TokenException("its answer is no JSON as RFC 6749 has it; is 'tokenUrl' its token_endpoint?");
        }
    }

    public override string ToString() => "a token";

    /// <summary>Some providers write the number as a text.</summary>
    private static double? Seconds(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => number,
        JsonValueKind.String when int.TryParse(value.GetString(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>What the middle part of a JSON Web Token says; whether it is true is the broker's to prove.</summary>
    private static double? Exp(string token)
    {
        if (token.Split('.') is not [_, var claims, _] || !Base64Url.IsValid(claims))
            return null;
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(claims)));
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("exp", out var exp) ? Seconds(exp) : null;
    }
}
