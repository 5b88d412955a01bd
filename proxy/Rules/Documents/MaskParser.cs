using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads the settings of treatments that leave a part of a text: <c>mask: {keepFirst, keepLast, fill}</c>, <c>pan: {bin, last}</c>,
/// <c>email: {keep: domain|topLevel|nothing}</c>, <c>phone: {keepLast}</c>, <c>iban: {keepLast}</c>, <c>ip: {v4, v6}</c>.
/// </summary>
internal static class MaskParser
{
    internal const int MostKept = 1000;
    internal const int MostBin = 8;
    internal const int MostLast = 4;
    internal const int MostPhone = 6;
    internal const int BitsV4 = 32;
    internal const int BitsV6 = 128;
    private const int UsualBin = 6;
    private const int UsualPhone = 2;
    private const int UsualV4 = 24;
    private const int UsualV6 = 48;

    internal static Treatment? Parse(string name, YamlNode value, ProblemList problems)
    {
        switch (name)
        {
            case "mask" when MapReader.Open(value, Vocabulary.Mask, problems) is { } mask:
                return new Mask(mask.Number("keepFirst", 0), mask.Number("keepLast", 0), mask.OptionalText("fill")?.Value ?? Mask.UsualFill);
            case "pan" when MapReader.Open(value, Vocabulary.Pan, problems) is { } pan:
                return new PanMask(Within(pan, "bin", UsualBin, MostBin), Within(pan, "last", MostLast, MostLast));
            case "email" when MapReader.Open(value, Vocabulary.Email, problems) is { } email:
                return new EmailMask(Kept(email));
            case "phone" when MapReader.Open(value, Vocabulary.KeepLast, problems) is { } phone:
                return new PhoneMask(Within(phone, "keepLast", UsualPhone, MostPhone));
            case "iban" when MapReader.Open(value, Vocabulary.KeepLast, problems) is { } iban:
                return new IbanMask(Within(iban, "keepLast", MostLast, MostLast));
            case "ip" when MapReader.Open(value, Vocabulary.Ip, problems) is { } ip:
                return new IpMask(Within(ip, "v4", UsualV4, BitsV4), Within(ip, "v6", UsualV6, BitsV6));
            default:
                return null;
        }
    }

    /// <summary>What is left of something that was detected where the policy names no treatment.</summary>
    internal static Treatment Usual(DetectedKind kind) => kind switch
    {
        DetectedKind.Card => new PanMask(UsualBin, MostLast),
        DetectedKind.Iban => new IbanMask(MostLast),
        DetectedKind.Email => new EmailMask(EmailPart.Domain),
        DetectedKind.Phone => new PhoneMask(UsualPhone),
        DetectedKind.Ip => new IpMask(UsualV4, UsualV6),
        _ => new Mask(0, MostLast, Mask.UsualFill),
    };

    private static int Within(MapReader map, string key, int usual, int most)
    {
        var number = map.Number(key, usual);
        if (number >= 0 && number <= most)
            return number;
        map.Problems.Error(map.PlaceOf(key), $"'{key}' is a number from 0 to {most}.");
        return usual;
    }

    private static EmailPart Kept(MapReader map)
    {
        var keep = map.OptionalText("keep");
        switch (keep?.Value)
        {
            case null or "domain":
                return EmailPart.Domain;
            case "topLevel":
                return EmailPart.TopLevel;
            case "nothing":
                return EmailPart.Nothing;
            default:
                map.Problems.Error(keep.Value.Place, $"'keep' is 'domain' (***@shop.example), 'topLevel' (***@***.example) or 'nothing', not '{keep}'.");
                return EmailPart.Nothing;
        }
    }
}
