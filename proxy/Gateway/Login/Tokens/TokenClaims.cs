using System.Text.Json;

namespace Compliance.Gateway.Login.Tokens;

/// <summary>
/// The claims of one token. A claim is named as the issuer names it, or, where it lies inside others, by a JSON Pointer (RFC 6901):
/// <c>/realm_access/roles</c>. Immutable.
/// </summary>
internal sealed class TokenClaims
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private readonly JsonElement _root;

    private TokenClaims(JsonElement root) => _root = root;

    /// <summary>Null: they are no JSON object, or a name stands in one twice, so that it could be read in two ways.</summary>
    public static TokenClaims? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new TokenClaims(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The claim, where it is text that may be a principal's name.</summary>
    public string? Name(string claim) => Find(claim) is { ValueKind: JsonValueKind.String } value && Text(value) is { } name && UserName.FitsPrincipal(name) ? name : null;

    /// <summary>Each value of the claim as text; of what is no text, number or truth, none. Scopes stand in one text with blanks between.</summary>
    public IEnumerable<string> Values(string claim)
    {
        if (Find(claim) is not { } found)
            return [];
        var values = found.ValueKind == JsonValueKind.Array ? found.EnumerateArray().Select(Text) : [Text(found)];
        var texts = values.OfType<string>();
        return claim is "scope" or "scp" ? texts.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : texts;
    }

    /// <summary>Whether there is such a claim, be it null.</summary>
    public bool Has(string claim) => Find(claim) is not null;

    /// <summary>What the token is for, where the issuer writes that down: RFC 9068 and RFC 8693, or as others do.</summary>
    public IEnumerable<string> Scopes() => Values(Find("scope") is null ? "scp" : "scope");

    /// <summary>Whether settings may name a claim so.</summary>
    public static bool IsReference(string claim) => !claim.StartsWith('/') || claim[1..].Split('/').All(part => Unescape(part) is not null);

    private JsonElement? Find(string claim)
    {
        if (!claim.StartsWith('/'))
            return _root.TryGetProperty(claim, out var top) ? top : null;
        var at = _root;
        foreach (var part in claim[1..].Split('/'))
        {
            if (at.ValueKind != JsonValueKind.Object || Unescape(part) is not { } name || !at.TryGetProperty(name, out at))
                return null;
        }

        return at;
    }

    private static string? Unescape(string part) =>
        part.Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal).Contains('~', StringComparison.Ordinal)
            ? null
            : part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => WellFormed(value),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>Half a surrogate pair, escaped, is JSON and no text.</summary>
    private static string? WellFormed(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
