using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Schema;

/// <summary>
/// The form of policies as a JSON Schema, for editors: made from the vocabularies by which the parser reads them, so that neither knows a key that
/// the other doesn't. It accepts all that the parser accepts; what it can't say (that names are declared, that paths can be read) the checks say.
/// </summary>
public static class PolicySchema
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As it stands in policies/policy.schema.json.</summary>
    public static string Text() => Make().ToJsonString(Options) + "\n";

    private static JsonObject Make()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Policy of the compliance proxy",
        };
        foreach (var (key, value) in Root())
            schema[key] = value!.DeepClone();

        schema["definitions"] = new JsonObject(PeopleSchemas.All.Concat(RuleSchemas.All).Concat(TreatmentSchemas.All).Select(part => KeyValuePair.Create<string, JsonNode?>(part.Name, part.Schema)));
        return schema;
    }

    private static JsonObject Root() => Shapes.Keys(
        Vocabulary.Policy, ["schema", "policy"],
        ("schema", Shapes.Words("policy/v1")),
        ("policy", Shapes.Keys(
            Vocabulary.Header, ["id", "title", "owner"],
            ("id", Shapes.Name()), ("title", Shapes.Text()), ("owner", Shapes.Text()), ("mode", Shapes.Words(PolicyModeNames.All)),
            ("approvedBy", Shapes.Texts()), ("reviewBy", Shapes.Instant()))),
        ("defaults", Shapes.Keys(Vocabulary.Defaults, [], ("access", Shapes.Words("deny")), ("onError", Shapes.Words("reject")), ("unknownSchema", Shapes.Words(DefaultsParser.UnknownSchemas)),
            ("unknownFields", Shapes.Words(DefaultsParser.UnknownFieldWords)), ("undeclaredPii", RuleSchemas.Undeclared()))),
        ("people", Shapes.Named(Shapes.Part("people"))),
        ("purposes", Shapes.Named(Shapes.Keys(Vocabulary.Purpose, ["people"], ("basis", Shapes.Text()), ("people", Shapes.Texts()), ("clientIds", Shapes.Texts())))),
        ("classes", Shapes.Named(Shapes.Part("class"))),
        ("keys", Shapes.Named(Shapes.One(Shapes.Keys(Vocabulary.Key, [], ("file", Shapes.Text()), ("env", Shapes.Text()), ("kms", Shapes.Text()), ("kek", Shapes.Text()), ("wrapped", Shapes.Text()), ("earlier", Shapes.Texts())), "file", "env", "kms"))),
        ("protect", Shapes.List(Shapes.Part("protect"))),
        ("access", Shapes.List(Shapes.Part("access"))),
        ("rows", Shapes.List(Shapes.Part("row"))),
        ("quotas", Shapes.List(Shapes.Part("quota"))),
        ("audit", Shapes.List(Shapes.Part("audit"))),
        ("retention", Shapes.List(Shapes.Keys(
            Vocabulary.Retention, ["id", "topics", "max"],
            ("id", Shapes.Name()), ("topics", Shapes.Texts()), ("max", Shapes.Like(RetentionParser.MaxPattern)),
            ("cleanup", Shapes.Words(RetentionParser.Cleanups)), ("serves", Shapes.Texts())))),
        ("tests", Shapes.List(Shapes.Part("test"))));
}
