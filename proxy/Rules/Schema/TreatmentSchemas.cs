using System.Text.Json.Nodes;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Schema;

/// <summary>The form of what to <c>do</c>: a word, or one name with its settings.</summary>
internal static class TreatmentSchemas
{
    internal static IEnumerable<(string Name, JsonObject Schema)> All => [("do", Do()), ("token", Token())];

    private static JsonObject Do()
    {
        var settings = Vocabulary.Treatment with { Keys = [.. Vocabulary.Treatment.Keys.Except(TreatmentParser.Words)] };
        var keys = Shapes.Keys(
            settings, [],
            ("hash", Shapes.AnyOf(Shapes.Text(), Shapes.Keys(Vocabulary.Hash, ["key"], ("key", Shapes.Text())))),
            ("token", Shapes.Part("token")),
            ("encrypt", Shapes.AnyOf(Shapes.Text(), Encrypt(["form", "version"]), Encrypt(["bind"], "form"))),
            ("mask", Shapes.Keys(
                Vocabulary.Mask, [],
                ("keepFirst", Shapes.Whole(0, MaskParser.MostKept)), ("keepLast", Shapes.Whole(0, MaskParser.MostKept)), ("fill", Shapes.Text()))),
            ("pan", Shapes.Keys(Vocabulary.Pan, [], ("bin", Shapes.Whole(0, MaskParser.MostBin)), ("last", Shapes.Whole(0, MaskParser.MostLast)))),
            ("email", Shapes.Keys(Vocabulary.Email, [], ("keep", Shapes.Words("domain", "topLevel", "nothing")))),
            ("phone", Shapes.Keys(Vocabulary.KeepLast, [], ("keepLast", Shapes.Whole(0, MaskParser.MostPhone)))),
            ("iban", Shapes.Keys(Vocabulary.KeepLast, [], ("keepLast", Shapes.Whole(0, MaskParser.MostLast)))),
            ("ip", Shapes.Keys(Vocabulary.Ip, [], ("v4", Shapes.Whole(0, MaskParser.BitsV4)), ("v6", Shapes.Whole(0, MaskParser.BitsV6)))),
            ("bucket", Shapes.Keys(Vocabulary.Bucket, ["step"], ("step", Shapes.AboveZero()), ("top", Shapes.Number()))),
            ("round", Shapes.Keys(Vocabulary.Round, ["to"], ("to", Shapes.AboveZero()))),
            ("generalise", Shapes.One(
                Shapes.Keys(
                    Vocabulary.Generalise, [],
                    ("date", Shapes.Words("year", "month", "day")), ("postcode", Shapes.Whole(1, GeneraliseParser.MostPostcode)),
                    ("zip", Shapes.Whole(GeneraliseParser.ZipDigits, GeneraliseParser.ZipDigits))),
                Vocabulary.Generalise.Keys)),
            ("shift", Shapes.Keys(
                Vocabulary.Shift, ["days", "by", "key"],
                ("days", Shapes.Whole(1, ReplacementParser.MostDays)), ("by", Shapes.Text()), ("key", Shapes.Text()))),
            ("synthetic", Shapes.Keys(Vocabulary.Synthetic, ["of", "key"], ("of", Shapes.Words(SyntheticNames.All.Keys)), ("key", Shapes.Text()))));
        keys["minProperties"] = 1;
        keys["maxProperties"] = 1;
        return Shapes.AnyOf(Shapes.Words(TreatmentParser.Words.Concat(TreatmentParser.WithUsualSettings)), keys);
    }

    /// <param name="without">Keys that have no meaning in this form.</param>
    private static JsonObject Encrypt(string[] without, params string[] required) => Shapes.Keys(
        Vocabulary.Encrypt with { Keys = [.. Vocabulary.Encrypt.Keys.Except(without)] }, ["key", .. required],
        [.. new (string Key, JsonObject Shape)[]
        {
            ("key", Shapes.Text()), ("bind", Shapes.Words("class", "path")), ("form", Shapes.Words("confluent")), ("version", Shapes.Whole(1, int.MaxValue)),
        }.Where(shape => !without.Contains(shape.Key))]);

    private static JsonObject Token()
    {
        JsonObject Of(string method, string[] required) => Shapes.Keys(
            Vocabulary.Token with { Keys = [.. Vocabulary.Token.Keys.Except(TokenParser.OfOther(method))] }, ["with", "key", .. required],
            [.. new (string Key, JsonObject Shape)[]
            {
                ("with", Shapes.Words(method)), ("key", Shapes.Text()), ("bind", Shapes.Words("class", "nothing")),
                ("alphabet", Shapes.Words(Alphabet.All.Select(a => a.Name))), ("keepFirst", Shapes.Whole(0, TokenParser.MostKept)), ("keepLast", Shapes.Whole(0, TokenParser.MostKept)),
            }.Where(shape => !TokenParser.OfOther(method).Contains(shape.Key))]);

        return Shapes.AnyOf(Of("siv", []), Of("ff1", ["alphabet"]));
    }
}
