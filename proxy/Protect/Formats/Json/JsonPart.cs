using System.Globalization;
using System.Text.Json;

namespace Compliance.Protect.Formats.Json;

/// <summary>A part of a JSON Schema: equal to another at the same place of the same document.</summary>
/// <param name="Document">Index of the document.</param>
/// <param name="Pointer">Where in it, as a JSON pointer.</param>
/// <param name="Json">What stands there.</param>
internal sealed record JsonPart(int Document, string Pointer, JsonElement Json)
{
    internal JsonPart? Find(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var found) ? new(Document, $"{Pointer}/{Escaped(name)}", found) : null;

    /// <summary>Each member of an object; looking for all of them by their names would take time with the square of their number.</summary>
    internal IEnumerable<(string Name, JsonPart Part)> Members() =>
        Json.EnumerateObject().Select(member => (member.Name, new JsonPart(Document, $"{Pointer}/{Escaped(member.Name)}", member.Value)));

    internal JsonPart Item(int index) => new(Document, string.Create(CultureInfo.InvariantCulture, $"{Pointer}/{index}"), Json[index]);

    public bool Equals(JsonPart? other) => Document == other?.Document && Pointer == other.Pointer;

    public override int GetHashCode() => HashCode.Combine(Document, Pointer);

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
