using System.Text.Json;

namespace Compliance.Functional.Equivalence.Node;

/// <summary>
/// What a script of actions prints for one of them, a JSON line, taken apart: a line for each value with its place,
/// so that a difference shows what differs and not the whole action.
/// </summary>
internal static class ActionLine
{
    public static IEnumerable<string> Values(string json)
    {
        var line = JsonDocument.Parse(json).RootElement;
        var action = line.GetProperty("action").GetString()!;
        return line.EnumerateObject().Where(part => part.Name != "action").SelectMany(part => Values($"{action}: {part.Name}", part.Value)).DefaultIfEmpty($"{action}: nothing");
    }

    private static IEnumerable<string> Values(string place, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.EnumerateObject().Any() => value.EnumerateObject().SelectMany(part => Values($"{place}.{part.Name}", part.Value)),
        JsonValueKind.Array when value.GetArrayLength() > 0 => value.EnumerateArray().SelectMany((part, i) => Values($"{place}[{i}]", part)),
        _ => [$"{place} = {value.GetRawText()}"],
    };
}
