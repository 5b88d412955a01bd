using System.Text;
using System.Text.Json;

namespace Compliance.Gateway.Upstream.Tokens;

/// <summary>SASL/OAUTHBEARER as its client (RFC 7628): one message with the token, and what a broker says of one that it does not take. Stateless.</summary>
internal static class BearerLogin
{
    private const int LongestTold = 200;

    /// <summary>Grammar: <c>"n,," 0x01 "auth=Bearer " token 0x01 *(key "=" value 0x01) 0x01</c>.</summary>
    public static byte[] First(string token, string extensions) => Encoding.ASCII.GetBytes($"n,,\u0001auth=Bearer {token}\u0001{extensions}\u0001");

    /// <summary>
    /// Out of the challenge <c>{"status": …, "scope": …}</c> (section 3.2.2), for a log line: of both no more than plain words, since what a broker
    /// says may quote what it was sent.
    /// </summary>
    public static string Why(byte[] challenge)
    {
        try
        {
            using var document = JsonDocument.Parse(challenge);
            var status = Word(document.RootElement, "status");
            var scope = Word(document.RootElement, "scope");
            return status is null ? "it does not say why" : scope is null ? status : $"{status}, it wants the scope {scope}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "it does not say why in JSON";
        }
    }

    private static string? Word(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestTold } text
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '-' or '.' or ':' or '/')
            ? text
            : null;
}
