namespace Compliance.Rules.Documents;

/// <summary>Reads <c>people</c> and <c>unless: {people, purpose}</c> of a rule.</summary>
internal static class AudienceParser
{
    internal static AudienceEntry Parse(MapReader map) => new(map.Texts("people", required: true), ParseUnless(map));

    private static UnlessEntry? ParseUnless(MapReader map)
    {
        if (map.Find("unless") is not { } node || MapReader.Open(node, Vocabulary.Unless, map.Problems) is not { } unless)
            return null;
        if (!unless.Has("people") && !unless.Has("purpose"))
            map.Problems.Error(unless.Place, "'unless' names whom the rule spares: add 'people' or 'purpose'.");
        return new(unless.Texts("people"), unless.OptionalText("purpose"));
    }
}
