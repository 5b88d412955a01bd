using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads the settings of treatments that make a value less exact: <c>bucket: {step, top}</c>, <c>round: {to}</c>,
/// <c>generalise: {date: year|month|day} | {postcode: N} | {zip: 3}</c>.
/// </summary>
internal static class GeneraliseParser
{
    internal const int ZipDigits = 3;
    internal const int MostPostcode = 8;

    internal static Treatment? Parse(string name, YamlNode value, ProblemList problems)
    {
        switch (name)
        {
            case "bucket" when MapReader.Open(value, Vocabulary.Bucket, problems) is { } bucket:
                return Positive(bucket, "step") is { } step ? new Bucket(step, bucket.Has("top") ? bucket.Decimal("top") : null) : null;
            case "round" when MapReader.Open(value, Vocabulary.Round, problems) is { } round:
                return Positive(round, "to") is { } to ? new Rounding(to) : null;
            case "generalise" when MapReader.Open(value, Vocabulary.Generalise, problems) is { } map:
                return ParseOne(map);
            default:
                return null;
        }
    }

    private static Treatment? ParseOne(MapReader map)
    {
        if (Vocabulary.Generalise.Keys.Count(map.Has) != 1)
        {
            map.Problems.Error(map.Place, "'generalise' has one of 'date' (year, month or day), 'postcode' (how many characters stay) and 'zip' (3).");
            return null;
        }

        if (map.Has("date"))
            return ParseDate(map);
        var isZip = map.Has("zip");
        var keep = map.Number(isZip ? "zip" : "postcode", 1);
        if (isZip ? keep == ZipDigits : keep is >= 1 and <= MostPostcode)
            return new PostcodeGeneralisation(keep, isZip);
        map.Problems.Error(map.PlaceOf(isZip ? "zip" : "postcode"), isZip
            ? $"Of a ZIP code {ZipDigits} digits may stay (HIPAA's safe harbour): write 'zip: {ZipDigits}'."
            : $"'postcode' says how many characters stay, from 1 to {MostPostcode}.");
        return null;
    }

    private static DateGeneralisation? ParseDate(MapReader map)
    {
        var part = map.RequiredText("date");
        switch (part?.Value)
        {
            case "year":
                return new(DatePart.Year);
            case "month":
                return new(DatePart.Month);
            case "day":
                return new(DatePart.Day);
            case null:
                return null;
            default:
                map.Problems.Error(part.Value.Place, $"'date' is 'year', 'month' or 'day', not '{part}'.");
                return null;
        }
    }

    private static decimal? Positive(MapReader map, string key)
    {
        if (map.Required(key) is null || map.Decimal(key) is not { } number)
            return null;
        if (number > 0)
            return number;
        map.Problems.Error(map.PlaceOf(key), $"'{key}' is a number above zero.");
        return null;
    }
}
