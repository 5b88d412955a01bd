using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compliance.Search.Http;

/// <summary>What came of a request.</summary>
/// <param name="Status">Of the HTTP answer; 0 if there was none.</param>
/// <param name="Body">Of the answer.</param>
/// <param name="Fault">Why there was none.</param>
/// <param name="RetryAfter">How long the server asks to be left alone.</param>
internal sealed record IndexAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? Fault, TimeSpan? RetryAfter = null)
{
    public bool IsOk => (int)Status is >= 200 and < 300;

    /// <summary>The answer as JSON; an empty object where it is none.</summary>
    public JsonObject Json()
    {
        try
        {
            return JsonNode.Parse(Body.Span) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>The type of the server's error. Its reason is left where it is: it quotes values.</summary>
    public string? ErrorType => (Json()["error"] as JsonObject)?["type"] is JsonValue type && type.TryGetValue(out string? text) ? text : null;

    /// <summary>In words, for messages.</summary>
    public override string ToString() => Fault ?? (ErrorType is { } type ? $"HTTP {(int)Status}, {type}" : $"HTTP {(int)Status}");
}
