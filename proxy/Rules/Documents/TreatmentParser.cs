using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>redact | drop | mask | {mask: {keepFirst, keepLast, fill}} | {hash: {key}} | {hash: KEY} | {token: ...}</c>.</summary>
internal static class TreatmentParser
{
    private const string DefaultFill = "*";

    internal static TreatmentEntry? Parse(YamlNode node, ProblemList problems)
    {
        var treatment = node switch
        {
            YamlScalar { IsNull: false } word => ParseWord(word, problems),
            YamlMap { Entries: [var only] } map when MapReader.Open(map, Vocabulary.Treatment, problems) is not null => ParseSettings(only, problems),
            YamlMap { Entries: [_] } => null,
            _ => Refuse(node.Place, "'do' names one treatment: drop, redact, mask, hash or token; write for example 'do: {mask: {keepLast: 4}}'.", problems),
        };
        return treatment is null ? null : new(treatment, node.Place);
    }

    private static Treatment? ParseWord(YamlScalar word, ProblemList problems)
    {
        switch (word.Value)
        {
            case "drop":
                return new Drop();
            case "redact":
                return new Redact();
            case "mask":
                return new Mask(0, 0, DefaultFill);
            case "hash":
                return Refuse(word.Place, "'hash' needs a key; write {hash: {key: NAME}} and declare the key under 'keys'.", problems);
            case "token":
                return Refuse(word.Place, "'token' needs a key and a method; write {token: {with: siv, key: NAME}} and declare the key under 'keys'.", problems);
            case "reveal":
                return Refuse(word.Place, "'reveal' protects nothing; a rule protects, and its exceptions ('except') reveal.", problems);
            case var other when Vocabulary.Treatment.Later.Contains(other):
                return Refuse(word.Place, $"'{other}' is not supported in this version; use drop, redact, mask, hash or token.", problems);
            case var other:
                return Refuse(word.Place, $"'{other}' is no treatment{Suggestion.For(other, Vocabulary.Treatment.Keys)} Known: drop, redact, mask, hash, token.", problems);
        }
    }

    private static Treatment? ParseSettings(YamlEntry entry, ProblemList problems)
    {
        switch (entry.Key.Value)
        {
            case "mask" when MapReader.Open(entry.Value, Vocabulary.Mask, problems) is { } mask:
                return new Mask(mask.Number("keepFirst", 0), mask.Number("keepLast", 0), mask.OptionalText("fill")?.Value ?? DefaultFill);
            case "hash" when entry.Value is YamlScalar { IsNull: false } key:
                return new Hash(key.Value);
            case "hash" when MapReader.Open(entry.Value, Vocabulary.Hash, problems) is { } hash:
                return hash.RequiredText("key") is { } name ? new Hash(name.Value) : null;
            case "token":
                return TokenParser.Parse(entry.Value, problems);
            case "drop" or "redact":
                return Refuse(entry.Key.Place, $"'{entry.Key.Value}' has no settings; write 'do: {entry.Key.Value}'.", problems);
            default:
                return null;
        }
    }

    private static Treatment? Refuse(Place place, string text, ProblemList problems)
    {
        problems.Error(place, text);
        return null;
    }
}
