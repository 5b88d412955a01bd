using System.Globalization;
using System.Text.Json;

namespace Compliance.Functional.Traffic;

/// <summary>One line of a verifiable client: <c>{"timestamp":…,"name":"record_data","value":"7","topic":"t","partition":0,"offset":7}</c>.</summary>
internal sealed class ToolEvent
{
    private readonly JsonElement _line;

    private ToolEvent(JsonElement line, string name)
    {
        (_line, Name) = (line, name);
        Time = DateTimeOffset.FromUnixTimeMilliseconds(line.GetProperty("timestamp").GetInt64());
        if (line.TryGetProperty("partition", out var partition) && line.TryGetProperty("offset", out var offset))
            (Partition, Offset, Number) = (partition.GetInt32(), offset.GetInt64(), long.Parse(Text("value"), CultureInfo.InvariantCulture));
    }

    public string Name { get; }
    public DateTimeOffset Time { get; }

    /// <summary>Where a record lies, and the number that it holds; of other events 0.</summary>
    public int Partition { get; }
    public long Offset { get; }
    public long Number { get; }

    /// <summary>Null: a line of the tool's log.</summary>
    public static ToolEvent? Parse(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        var root = JsonElement.Parse(line);
        return new ToolEvent(root, root.GetProperty("name").GetString()!);
    }

    public string Text(string field) => _line.TryGetProperty(field, out var value) ? value.ToString() : "";
}
