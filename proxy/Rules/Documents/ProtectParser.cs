using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{id, class, when: produce|consume, do, except: [{people|purpose, hours, clientIds, breakGlass, do: reveal, until, ticket, approvedBy}], serves: [clause]}</c>.</summary>
internal static class ProtectParser
{
    private const int MaxTicket = 128;

    internal static ProtectEntry? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Protect, problems) is not { } map || map.RequiredText("id") is not { } id)
            return null;
        Names.Check(id, "id of a rule", problems);
        var treatment = map.Required("do") is { } action ? TreatmentParser.Parse(action, problems) : null;
        return new(id, map.RequiredText("class"), ParseWhen(map), treatment,
            [.. map.Items("except").Select(e => ParseExcept(e, problems)).OfType<ExceptEntry>()], map.Texts("serves"));
    }

    private static When? ParseWhen(MapReader map)
    {
        switch (map.RequiredText("when"))
        {
            case null:
                return null;
            case { Value: "produce" }:
                return When.Produce;
            case { Value: "consume" }:
                return When.Consume;
            case var other:
                map.Problems.Error(other.Value.Place,
                    $"'when' is 'produce' (acts on what is stored) or 'consume' (acts on what is read), not '{other}'.");
                return null;
        }
    }

    private static ExceptEntry? ParseExcept(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Except, problems) is not { } map)
            return null;
        if (map.RequiredText("do") is { } action && action.Value != "reveal")
            problems.Error(action.Place, $"An exception can only 'reveal' in this version, not '{action}'.");
        if (!map.Has("people") && !map.Has("purpose"))
            problems.Error(map.Place, "An exception names whom it is for: add 'people' or 'purpose'.");
        var (until, ticket, approvedBy) = (map.Instant("until", required: true), map.RequiredText("ticket"), map.RequiredText("approvedBy"));
        if (ticket is { Value.Length: > MaxTicket } || ticket?.Value.Any(char.IsControl) == true)
            problems.Error(ticket.Value.Place, $"A ticket is one line of at most {MaxTicket} characters.");
        return until is null || ticket is null || approvedBy is null
            ? null
            : new(map.Place, ConditionParser.Parse(map), until.Value, map.PlaceOf("until"), ticket.Value, approvedBy.Value);
    }
}
