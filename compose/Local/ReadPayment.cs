using System.Text.Json;

namespace Compliance.Local;

/// <summary>A payment as somebody reads it: a field that is missing, or of another kind than was sent, is null.</summary>
internal sealed record ReadPayment(string? Id, string? Person, string? Email, string? CardNumber, string? CardCode, string? Amount)
{
    /// <summary>Null where the bytes are no JSON object.</summary>
    public static ReadPayment? Parse(byte[]? value)
    {
        try
        {
            using var document = JsonDocument.Parse(value ?? []);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            var card = root.TryGetProperty("card", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
            return new ReadPayment(Text(root, "id"), Text(root, "person"), Text(root, "email"), Text(card, "number"), Text(card, "code"), Number(root, "amount"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;

    private static string? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number ? field.GetRawText() : null;
}
