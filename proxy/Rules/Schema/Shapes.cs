using System.Text.Json.Nodes;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Schema;

/// <summary>Pieces of JSON Schema (draft 7) for what policies are made of. Each call makes a new one, since a node has one place in a tree.</summary>
internal static class Shapes
{
    /// <summary>A set of keys: exactly those of the vocabulary.</summary>
    /// <exception cref="InvalidOperationException">A key of the vocabulary has no shape, or the other way round: the schema was not told of it.</exception>
    internal static JsonObject Keys(Vocabulary words, string[] required, params (string Key, JsonObject Shape)[] shapes)
    {
        var shaped = shapes.Select(s => s.Key).ToList();
        if (words.Keys.Except(shaped).Concat(shaped.Except(words.Keys)).Concat(required.Except(words.Keys)).FirstOrDefault() is { } odd)
            throw new InvalidOperationException($"The schema and the vocabulary of {words.What} differ in '{odd}'; add it to the folder Schema, or to Vocabulary.cs.");
        var keys = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(words.Keys.Select(key => KeyValuePair.Create<string, JsonNode?>(key, shapes.First(s => s.Key == key).Shape))),
            ["additionalProperties"] = false,
        };
        if (required.Length > 0)
            keys["required"] = Array(required);
        return keys;
    }

    /// <summary>The same set, in which one of these keys stands, and only one.</summary>
    internal static JsonObject One(JsonObject keys, params string[] alternatives) => With(keys, "oneOf", alternatives);

    /// <summary>The same set, in which one of these keys stands at least.</summary>
    internal static JsonObject Any(JsonObject keys, params string[] alternatives) => With(keys, "anyOf", alternatives);

    internal static JsonObject Part(string name) => new() { ["$ref"] = $"#/definitions/{name}" };

    internal static JsonObject List(JsonObject item) => new() { ["type"] = "array", ["items"] = item };

    /// <summary>Names of the policy's own, each with what it means.</summary>
    internal static JsonObject Named(JsonObject value) => new() { ["type"] = "object", ["patternProperties"] = new JsonObject { [Names.Pattern] = value }, ["additionalProperties"] = false };

    internal static JsonObject Words(params IEnumerable<string> words) => new() { ["enum"] = Array(words) };

    /// <summary>A single value. What looks like a number is one to other readers of YAML.</summary>
    internal static JsonObject Text() => new() { ["type"] = Array(["string", "number", "boolean"]), ["pattern"] = @"\S" };

    internal static JsonObject Like(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    internal static JsonObject LikeOrList(string pattern) => AnyOf(Like(pattern), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Like(pattern) });

    internal static JsonObject Texts() => AnyOf(Text(), TextList());

    internal static JsonObject Name() => new() { ["type"] = Array(["string", "number"]), ["pattern"] = Names.Pattern };

    internal static JsonObject WordOrWords(params IEnumerable<string> words)
    {
        var known = words.ToList();
        return AnyOf(Words(known), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Words(known) });
    }

    internal static JsonObject True() => new() { ["enum"] = new JsonArray(true, "true") };

    internal static JsonObject Whole(int least, int most) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };

    internal static JsonObject Score() => new() { ["type"] = "number", ["minimum"] = 0.5, ["maximum"] = 1 };

    internal static JsonObject Number() => new() { ["type"] = "number" };

    internal static JsonObject AboveZero() => new() { ["type"] = "number", ["exclusiveMinimum"] = 0 };

    /// <summary>A day, or a time with its zone.</summary>
    internal static JsonObject Instant() => Like(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$");

    internal static JsonObject Anything() => [];

    internal static JsonObject AnyOf(params JsonObject[] shapes) => new() { ["anyOf"] = new JsonArray([.. shapes]) };

    private static JsonObject TextList() => new() { ["type"] = "array", ["minItems"] = 1, ["items"] = Text() };

    private static JsonObject With(JsonObject keys, string how, string[] alternatives)
    {
        keys[how] = new JsonArray([.. alternatives.Select(key => new JsonObject { ["required"] = Array([key]) })]);
        return keys;
    }

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
