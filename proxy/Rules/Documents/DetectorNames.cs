using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>What detectors look for, as policies and evidence write it, and <c>minScore</c>: how sure they must be.</summary>
public static class DetectorNames
{
    internal static readonly Dictionary<string, DetectedKind> All = new(StringComparer.Ordinal)
    {
        ["pan"] = DetectedKind.Card,
        ["iban"] = DetectedKind.Iban,
        ["email"] = DetectedKind.Email,
        ["phone"] = DetectedKind.Phone,
        ["ip"] = DetectedKind.Ip,
        ["ssn"] = DetectedKind.Ssn,
    };

    public static string Of(DetectedKind kind) => All.First(word => word.Value == kind).Key;

    /// <summary>In a sentence: "a card number".</summary>
    public static string Words(DetectedKind kind) => kind switch
    {
        DetectedKind.Card => "a card number",
        DetectedKind.Iban => "an account number",
        DetectedKind.Email => "an e-mail address",
        DetectedKind.Phone => "a telephone number",
        DetectedKind.Ip => "an IP address",
        _ => "a social security number",
    };

    /// <summary>Null, with a problem: there is no such detector.</summary>
    internal static DetectedKind? Parse(Text word, ProblemList problems)
    {
        if (All.TryGetValue(word.Value, out var kind))
            return kind;
        problems.Error(word.Place, $"'{word}' is no detector{Suggestion.For(word.Value, All.Keys)} Known: {string.Join(", ", All.Keys)}.");
        return null;
    }

    /// <summary>Of a hundred; where nothing is written, all that a detector tells.</summary>
    internal static int LeastScore(MapReader map)
    {
        if (!map.Has("minScore") || map.Decimal("minScore") is not { } score)
            return DetectTarget.LowestScore;
        if (score * 100 is >= DetectTarget.LowestScore and <= DetectTarget.HighestScore)
            return (int)decimal.Ceiling(score * 100);
        map.Problems.Error(map.PlaceOf("minScore"), "'minScore' is a number from 0.5 (all that a detector tells) to 1; of which kinds of finding have which score policies/LANGUAGE.md tells.");
        return DetectTarget.LowestScore;
    }

    internal static ImmutableArray<DetectedKind> Kinds(MapReader map) => map.Has("detect")
        ? [.. map.Texts("detect").Select(word => Parse(word, map.Problems)).OfType<DetectedKind>().Distinct()]
        : [.. All.Values];
}
