using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{with: siv, key, bind: class|nothing} | {with: ff1, key, alphabet, keepFirst, keepLast}</c>.</summary>
internal static class TokenParser
{
    internal const int MostKept = 100;

    private static readonly string[] OfSiv = ["bind"];
    private static readonly string[] OfFf1 = ["alphabet", "keepFirst", "keepLast"];

    /// <summary>The keys that have no meaning with a method.</summary>
    internal static string[] OfOther(string method) => method == "siv" ? OfFf1 : OfSiv;

    internal static Treatment? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Token, problems) is not { } map)
            return null;
        var (with, key) = (map.RequiredText("with"), map.RequiredText("key"));
        switch (with?.Value)
        {
            case null:
                return null;
            case "siv":
                RefuseKeys(map, "siv");
                var isBound = IsBound(map);
                return key is null ? null : new SivToken(key.Value.Value, isBound);
            case "ff1":
                RefuseKeys(map, "ff1");
                return FindAlphabet(map) is not { } alphabet || key is null
                    ? null
                    : new Ff1Token(key.Value.Value, alphabet, map.Number("keepFirst", 0), map.Number("keepLast", 0));
            default:
                problems.Error(with.Value.Place, $"'with' is 'siv' (any text; the token is longer) or 'ff1' (the token has the value's length and characters), not '{with}'.");
                return null;
        }
    }

    private static void RefuseKeys(MapReader map, string method)
    {
        foreach (var key in OfOther(method).Where(map.Has))
            map.Problems.Error(map.PlaceOf(key), $"'{key}' has no meaning with '{method}'; remove it.");
    }

    private static bool IsBound(MapReader map)
    {
        if (map.OptionalText("bind") is not { } bind || bind.Value == "class")
            return true;
        if (bind.Value != "nothing")
            map.Problems.Error(bind.Place, $"'bind' is 'class' (equal values of two classes have different tokens) or 'nothing' (as Confluent's field encryption), not '{bind}'.");
        return false;
    }

    private static Alphabet? FindAlphabet(MapReader map)
    {
        if (map.RequiredText("alphabet") is not { } name)
            return null;
        if (Alphabet.Find(name.Value) is { } alphabet)
            return alphabet;
        map.Problems.Error(name.Place, $"'{name}' is no alphabet. Known: {string.Join(", ", Alphabet.All.Select(a => a.Name))}.");
        return null;
    }
}
