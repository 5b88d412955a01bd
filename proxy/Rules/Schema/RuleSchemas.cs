using System.Text.Json.Nodes;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Schema;

/// <summary>The form of classes, rules and tests.</summary>
internal static class RuleSchemas
{
    internal static IEnumerable<(string Name, JsonObject Schema)> All => [("class", Class()), ("protect", Protect()), ("access", Access()), ("row", Row()), ("quota", Quota()), ("audit", Audit()), ("test", Test())];

    private static JsonObject Class() => Shapes.Keys(
        Vocabulary.Class, ["find"],
        ("rules", Shapes.Texts()),
        ("find", Shapes.List(Find())));

    /// <summary>Of a key or header all of it is found where nothing else is said.</summary>
    private static JsonObject Find()
    {
        var find = Shapes.Any(
            Shapes.Keys(
                Vocabulary.Find, ["topics"],
                ("topics", Shapes.Texts()), ("path", Shapes.Text()), ("schemaTag", Shapes.Text()), ("in", Shapes.Like(PartNames.Pattern)), ("format", Shapes.Words(FormatNames.All.Keys)),
                ("detect", Shapes.Words(DetectorNames.All.Keys)), ("minScore", Shapes.Score())),
            "path", "schemaTag", "detect", "in");
        find["anyOf"]!.AsArray().Last()!["properties"] = new JsonObject { ["in"] = Shapes.Like(PartNames.WholePattern) };
        return find;
    }

    internal static JsonObject Undeclared() => Shapes.AnyOf(
        Shapes.Words(UndeclaredParser.Actions),
        Shapes.Keys(
            Vocabulary.Undeclared, ["do"],
            ("do", Shapes.Words(UndeclaredParser.Actions)), ("to", Shapes.Like(TopicNames.Pattern)), ("detect", Shapes.WordOrWords(DetectorNames.All.Keys)), ("minScore", Shapes.Score()),
            ("topics", Shapes.Texts()), ("format", Shapes.Words(FormatNames.All.Keys)), ("in", Shapes.LikeOrList(PartNames.AnyPattern)), ("when", Shapes.WordOrWords(UndeclaredParser.Whens))));

    private static JsonObject Protect() => Shapes.Keys(
        Vocabulary.Protect, ["id", "class", "when", "do"],
        ("id", Shapes.Name()), ("class", Shapes.Text()), ("when", Shapes.Words("produce", "consume")), ("do", Shapes.Part("do")),
        ("except", Shapes.List(Shapes.Any(
            Shapes.Keys(
                Vocabulary.Except, ["do", "until", "ticket", "approvedBy"],
                [.. Condition(), ("do", Shapes.Words("reveal")), ("until", Shapes.Instant()),
                ("ticket", Shapes.Text()), ("approvedBy", Shapes.Text())]),
            "people", "purpose"))),
        ("serves", Shapes.Texts()));

    private static JsonObject Access()
    {
        var keys = Shapes.Keys(
            Vocabulary.Access, ["id", "people"],
            [.. Condition(), ("id", Shapes.Name()), ("allow", Shapes.WordOrWords(OperationNames.All.Keys)), ("deny", Shapes.WordOrWords(OperationNames.All.Keys)),
            ("topics", Shapes.Texts()), ("consumerGroups", Shapes.Texts()), ("transactionalIds", Shapes.Texts()), ("cluster", Shapes.True()),
            ("unless", Unless()),
            ("serves", Shapes.Texts())]);
        return Shapes.Any(Shapes.One(keys, "allow", "deny"), "topics", "consumerGroups", "transactionalIds", "cluster");
    }

    private static JsonObject Row() => Shapes.Keys(
        Vocabulary.Row, ["id", "topics", "people", "keep"],
        [.. Condition(), ("id", Shapes.Name()), ("topics", Shapes.Texts()), ("unless", Unless()), ("format", Shapes.Words(FormatNames.All.Keys)), ("keep", Shapes.Text()), ("serves", Shapes.Texts())]);

    private static JsonObject Quota() => Shapes.Any(
        Shapes.Keys(
            Vocabulary.Quota, ["id", "people"],
            [.. Condition(), ("id", Shapes.Name()), ("unless", Unless()), ("reveals", Shapes.Like(QuotaParser.RevealsPattern)),
            ("read", Shapes.Like(QuotaParser.RatePattern)), ("write", Shapes.Like(QuotaParser.RatePattern)), ("serves", Shapes.Texts())]),
        "reveals", "read", "write");

    private static JsonObject Unless() =>
        Shapes.Any(Shapes.Keys(Vocabulary.Unless, [], Condition()), ConditionParser.Words);

    private static (string Key, JsonObject Shape)[] Condition() =>
        [("people", Shapes.Texts()), ("purpose", Shapes.Text()), ("hours", Shapes.LikeOrList(HoursText.Pattern)), ("clientIds", Shapes.Texts()), ("breakGlass", Shapes.Name())];

    private static JsonObject Audit() => Shapes.Keys(
        Vocabulary.Audit, ["id", "mode", "apis"],
        [.. Condition(), ("id", Shapes.Name()), ("mode", Shapes.Words(AuditModeNames.All)), ("apis", Shapes.WordOrWords(AuditParser.Words)),
        ("topics", Shapes.Texts()), ("classes", Shapes.Texts()), ("denied", Shapes.True()), ("serves", Shapes.Texts())]);

    private static JsonObject Test() => Shapes.One(
        Shapes.Keys(
            Vocabulary.Test, ["name", "as", "expect"],
            ("name", Shapes.Text()),
            ("as", Shapes.Part("as")),
            ("read", Record()), ("write", Record()), ("expect", Expect())),
        "read", "write");

    private static JsonObject Record() => Shapes.Keys(
        Vocabulary.Record, ["topic"],
        ("topic", Shapes.Text()), ("value", Shapes.Anything()), ("avroSchema", Shapes.Anything()), ("protobuf", Protobuf()), ("key", Shapes.Anything()),
        ("keyAvroSchema", Shapes.Anything()), ("headers", new JsonObject { ["type"] = "object" }));

    private static JsonObject Protobuf() => Shapes.One(
        Shapes.Keys(Vocabulary.Protobuf, [], ("schema", Shapes.Text()), ("file", Shapes.Text()), ("message", Shapes.Text())), "schema", "file");

    private static JsonObject Expect() => Shapes.Keys(
        Vocabulary.Expect, [],
        ("decision", Shapes.Words("allow", "deny")), ("value", Shapes.Anything()), ("key", Shapes.Anything()), ("headers", new JsonObject { ["type"] = "object" }), ("by", Shapes.Texts()),
        ("stored", Conditions()), ("shown", Conditions()), ("withheld", Shapes.True()), ("refused", Shapes.True()), ("quarantined", Shapes.True()), ("audit", Shapes.Words(AuditModeNames.All)));

    private static JsonObject Conditions() => Shapes.Keys(
        Vocabulary.Conditions, [],
        [.. OfPart(), ("key", PartConditions()), ("headers", new JsonObject { ["type"] = "object", ["additionalProperties"] = PartConditions() })]);

    private static JsonObject PartConditions() => Shapes.Keys(Vocabulary.PartConditions, [], OfPart());

    private static (string Key, JsonObject Shape)[] OfPart() =>
    [
        ("absent", Shapes.Texts()), ("differs", Shapes.Texts()),
        ("matches", new JsonObject { ["type"] = "object", ["additionalProperties"] = Shapes.Text() }), ("equals", new JsonObject { ["type"] = "object" }),
    ];
}
