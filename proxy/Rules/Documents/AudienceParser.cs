namespace Compliance.Rules.Documents;

/// <summary>Reads <c>people, purpose, hours, clientIds, breakGlass</c> and <c>unless: {people, purpose, hours, clientIds, breakGlass}</c> of a rule.</summary>
internal static class AudienceParser
{
    internal static AudienceEntry Parse(MapReader map) => new(ConditionParser.Parse(map, needsPeople: true), ParseUnless(map));

    private static ConditionEntry? ParseUnless(MapReader map)
    {
        if (map.Find("unless") is not { } node || MapReader.Open(node, Vocabulary.Unless, map.Problems) is not { } unless)
            return null;
        if (!ConditionParser.Words.Any(unless.Has))
            map.Problems.Error(unless.Place, "'unless' names whom the rule spares, and when: add 'people', 'purpose', 'hours', 'clientIds' or 'breakGlass'.");
        return ConditionParser.Parse(unless);
    }
}
