using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads what to <c>do</c>: a word (<c>redact</c>), or one name with its settings (<c>{mask: {keepLast: 4}}</c>). A treatment whose settings
/// all have a usual value is written as either.
/// </summary>
internal static class TreatmentParser
{
    internal static readonly string[] Words = ["drop", "nullify", "redact"];
    internal static readonly string[] WithUsualSettings = ["mask", "pan", "email", "phone", "iban", "ip"];

    internal static TreatmentEntry? Parse(YamlNode node, ProblemList problems)
    {
        var treatment = node switch
        {
            YamlScalar { IsNull: false } word => ParseWord(word, problems),
            YamlMap { Entries: [var only] } map when MapReader.Open(map, Vocabulary.Treatment, problems) is not null => ParseSettings(only, problems),
            YamlMap { Entries: [_] } => null,
            _ => Refuse(node.Place, $"'do' names one treatment: {string.Join(", ", Vocabulary.Treatment.Keys)}; write for example 'do: {{mask: {{keepLast: 4}}}}'.", problems),
        };
        return treatment is null ? null : new(treatment, node.Place);
    }

    private static Treatment? ParseWord(YamlScalar word, ProblemList problems)
    {
        var name = word.Value;
        if (WithUsualSettings.Contains(name))
            return ParseSettings(new(word, new YamlMap([], word.Place)), problems);
        var known = string.Join(", ", Vocabulary.Treatment.Keys);
        return name switch
        {
            "drop" => new Drop(),
            "nullify" => new Nullify(),
            "redact" => new Redact(),
            "hash" => Refuse(word.Place, "'hash' needs a key; write {hash: {key: NAME}} and declare the key under 'keys'.", problems),
            "token" => Refuse(word.Place, "'token' needs a key and a method; write {token: {with: siv, key: NAME}} and declare the key under 'keys'.", problems),
            "encrypt" => Refuse(word.Place, "'encrypt' needs a key; write {encrypt: {key: NAME}} and declare the key under 'keys'.", problems),
            "bucket" or "round" or "generalise" or "shift" or "synthetic" => Refuse(word.Place, $"'{name}' needs settings; write for example {Example(name)}.", problems),
            "reveal" => Refuse(word.Place, "'reveal' protects nothing; a rule protects, and its exceptions ('except') reveal.", problems),
            _ when Vocabulary.Treatment.Later.Contains(name) => Refuse(word.Place, $"'{name}' is not supported in this version; use one of {known}.", problems),
            _ => Refuse(word.Place, $"'{name}' is no treatment{Suggestion.For(name, Vocabulary.Treatment.Keys)} Known: {known}.", problems),
        };
    }

    private static Treatment? ParseSettings(YamlEntry entry, ProblemList problems)
    {
        var (name, value) = (entry.Key.Value, entry.Value);
        if (Words.Contains(name))
            return Refuse(entry.Key.Place, $"'{name}' has no settings; write 'do: {name}'.", problems);
        return name switch
        {
            "hash" => ParseHash(value, problems),
            "token" => TokenParser.Parse(value, problems),
            "encrypt" => EncryptParser.Parse(value, problems),
            "bucket" or "round" or "generalise" => GeneraliseParser.Parse(name, value, problems),
            "shift" or "synthetic" => ReplacementParser.Parse(name, value, problems),
            _ => MaskParser.Parse(name, value, problems),
        };
    }

    private static Hash? ParseHash(YamlNode value, ProblemList problems)
    {
        if (value is YamlScalar { IsNull: false } key)
            return new Hash(key.Value);
        return MapReader.Open(value, Vocabulary.Hash, problems)?.RequiredText("key") is { } name ? new Hash(name.Value) : null;
    }

    private static string Example(string name) => name switch
    {
        "bucket" => "{bucket: {step: 10000}}",
        "round" => "{round: {to: 100}}",
        "shift" => "{shift: {days: 30, by: $.customer.id, key: NAME}}",
        "synthetic" => "{synthetic: {of: email, key: NAME}}",
        _ => "{generalise: {date: year}}",
    };

    private static Treatment? Refuse(Place place, string text, ProblemList problems)
    {
        problems.Error(place, text);
        return null;
    }
}
