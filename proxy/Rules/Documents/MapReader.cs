using System.Collections.Immutable;
using System.Globalization;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads one set of keys against its vocabulary. Whatever is amiss becomes a problem and the reading goes on,
/// so that one run tells all. Used on one thread, while a file is read.
/// </summary>
public sealed class MapReader
{
    private static readonly string[] Instants = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz"];

    private readonly YamlMap _map;
    private readonly Vocabulary _words;

    private MapReader(YamlMap map, Vocabulary words, ProblemList problems)
    {
        _map = map;
        _words = words;
        Problems = problems;
    }

    public Place Place => _map.Place;

    public ProblemList Problems { get; }

    /// <summary>Null, and a problem, when the node is no set of keys.</summary>
    public static MapReader? Open(YamlNode node, Vocabulary words, ProblemList problems)
    {
        if (node is not YamlMap map)
        {
            problems.Error(node.Place, $"{Capital(words.What)} is written as keys ({string.Join(", ", words.Keys)}), not as {node.Kind}.");
            return null;
        }

        foreach (var (key, _) in map.Entries)
        {
            if (words.Later.Contains(key.Value))
                problems.Error(key.Place, $"'{key.Value}' in {words.What} is not supported in this version; remove it. Known keys: {string.Join(", ", words.Keys)}.");
            else if (!words.Keys.Contains(key.Value))
                problems.Error(key.Place, $"{Capital(words.What)} has no key '{key.Value}'{Suggestion.For(key.Value, words.Keys)} Known keys: {string.Join(", ", words.Keys)}.");
        }

        return new(map, words, problems);
    }

    public bool Has(string key) => _map.Find(key) is not null;

    public Place PlaceOf(string key) => _map.Find(key)?.Key.Place ?? Place;

    public YamlNode? Find(string key) => _map.Find(key)?.Value;

    public YamlNode? Required(string key)
    {
        if (Find(key) is { } node)
            return node;
        Problems.Error(Place, $"{Capital(_words.What)} lacks '{key}'; add it.");
        return null;
    }

    public Text? RequiredText(string key) => Required(key) is { } node ? AsText(node, key) : null;

    public Text? OptionalText(string key) => Find(key) is { } node ? AsText(node, key) : null;

    /// <summary>One word or a list of words.</summary>
    public ImmutableArray<Text> Texts(string key, bool required = false)
    {
        var node = required ? Required(key) : Find(key);
        if (node is null)
            return [];
        if (node is YamlList { Items.IsEmpty: true })
            Problems.Error(node.Place, $"'{key}' is an empty list; name at least one, or remove it.");
        return node is YamlList list
            ? [.. list.Items.Select(i => AsText(i, key)).OfType<Text>()]
            : AsText(node, key) is { } single ? [single] : [];
    }

    /// <summary>The nodes of a list; of anything else, with a problem, none.</summary>
    public ImmutableArray<YamlNode> Items(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlList list:
                return list.Items;
            case var node:
                Problems.Error(node.Place, $"'{key}' is a list; begin each entry with '- '.");
                return [];
        }
    }

    /// <summary>The entries of a set of names; of anything else, with a problem, none.</summary>
    public ImmutableArray<YamlEntry> Entries(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlMap map:
                return map.Entries;
            case var node:
                Problems.Error(node.Place, $"'{key}' is a set of names, each followed by ':' and what it means, not {node.Kind}.");
                return [];
        }
    }

    public int Number(string key, int fallback)
    {
        if (Find(key) is not { } node)
            return fallback;
        if (node is YamlScalar { IsPlain: true } scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Problems.Error(node.Place, $"'{key}' is a whole number.");
        return fallback;
    }

    /// <summary>A number, with a point for a fraction; null, with a problem, where there is none.</summary>
    public decimal? Decimal(string key)
    {
        if (Find(key) is YamlScalar { IsPlain: true } scalar
            && decimal.TryParse(scalar.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return number;
        Problems.Error(PlaceOf(key), $"'{key}' is a number, such as 10000 or 0.5.");
        return null;
    }

    /// <summary>A day (its first instant in UTC) or a time with its zone.</summary>
    public DateTimeOffset? Instant(string key, bool required = false)
    {
        if ((required ? RequiredText(key) : OptionalText(key)) is not { } text)
            return null;
        if (DateTimeOffset.TryParseExact(text.Value, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return instant;
        Problems.Error(text.Place, $"'{key}' is a day or a time with its zone: 2027-03-31 (from its first second in UTC) or 2027-03-31T12:00:00Z.");
        return null;
    }

    private Text? AsText(YamlNode node, string key)
    {
        if (node is YamlScalar { IsNull: false } scalar && scalar.Value.Trim().Length > 0)
            return new(scalar.Value, scalar.Place);
        Problems.Error(node.Place, node is YamlScalar ? $"'{key}' has no value; write one." : $"'{key}' is a single value here, not {node.Kind}.");
        return null;
    }

    private static string Capital(string what) => char.ToUpperInvariant(what[0]) + what[1..];
}
