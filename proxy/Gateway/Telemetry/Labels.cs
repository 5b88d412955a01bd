using System.Text;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// Names and values that tell one series of a family from another, made once and kept with what it counts. Every value is of a set that
/// the settings or the code bound; a topic, a principal or a client id never is one. Immutable.
/// </summary>
internal sealed class Labels
{
    private Labels(KeyValuePair<string, object?>[] pairs) => (Pairs, Text) = (pairs, TextOf(pairs));

    public static Labels None { get; } = new([]);

    /// <summary>As instruments of a meter take them.</summary>
    public KeyValuePair<string, object?>[] Pairs { get; }

    /// <summary>As Prometheus writes them, without braces: <c>route="r",api="Fetch"</c>.</summary>
    public string Text { get; }

    public static Labels Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var pairs = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(labels[i].Name, labels[i].Value);
        return new(pairs);
    }

    /// <summary>An enumeration's name as a label value: in camel case.</summary>
    public static string Value<T>(T name)
        where T : struct, Enum => Value(name.ToString());

    public static string Value(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string TextOf(KeyValuePair<string, object?>[] pairs)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in pairs)
        {
            var escaped = ((string)value!).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }
}
