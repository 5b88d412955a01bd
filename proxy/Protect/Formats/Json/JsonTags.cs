using System.Text.Json;
using System.Text.RegularExpressions;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>
/// What a JSON Schema tags, by the keyword <c>confluent:tags</c> of any of its parts, drafts 4 to 2020-12. Conditions and alternatives are taken to hold all
/// at once: what one of them tags is. Bounded; one use per instance.
/// </summary>
internal sealed class JsonTags
{
    private const int MaxCharacters = 4 << 20;
    private const int MaxParts = 20_000;
    private const int MaxMatches = 10_000;
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 200 };
    private static readonly string[] References = ["$ref", "$dynamicRef", "$recursiveRef"];
    private static readonly string[] OfItems = ["items", "prefixItems", "additionalItems", "unevaluatedItems", "contains"];
    private static readonly string[] OfOthers = ["additionalProperties", "unevaluatedProperties"];
    private static readonly string[] OfSame = ["allOf", "anyOf", "oneOf", "if", "then", "else"];
    private static readonly string[] OfDependents = ["dependentSchemas", "dependencies"];

    private readonly JsonReferences _references;
    private readonly Dictionary<JsonPart, SchemaPlace> _places = [];
    private readonly Queue<JsonPart> _open = new();
    private int _matches;

    private JsonTags(JsonReferences references)
    {
        _references = references;
    }

    /// <summary>Null: a part of it can't be read, or refers to what is not there.</summary>
    internal static SchemaPlace? Of(SchemaText text)
    {
        var texts = text.References.Prepend(text).ToList();
        if (texts.Sum(t => (long)t.Text.Length) > MaxCharacters)
            return null;
        try
        {
            var documents = texts.ConvertAll(t => (t.Name, JsonDocument.Parse(t.Text, Reading).RootElement));
            var reader = new JsonTags(new JsonReferences(documents));
            return reader.ReadAll(new(0, "", documents[0].RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private SchemaPlace? ReadAll(JsonPart root)
    {
        var place = PlaceOf(root);
        while (_open.TryDequeue(out var part))
        {
            if (_places.Count > MaxParts || !Read(part, _places[part]))
                return null;
        }

        return place;
    }

    private SchemaPlace PlaceOf(JsonPart part)
    {
        if (_places.TryGetValue(part, out var place))
            return place;
        _open.Enqueue(part);
        return _places[part] = new();
    }

    /// <summary>JSON's null is no tag and no reference.</summary>
    private static string Text(JsonElement json) => json.GetString() ?? throw new JsonException();

    /// <summary>False: it refers to what is not there.</summary>
    private bool Read(JsonPart part, SchemaPlace place)
    {
        if (part.Json.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return true;
        if (part.Json.TryGetProperty("confluent:tags", out var tags))
            place.AddSame(SchemaPlace.Tagged([.. tags.EnumerateArray().Select(Text)]));
        foreach (var name in References)
        {
            if (!part.Json.TryGetProperty(name, out var reference))
                continue;
            if (_references.Find(part, Text(reference)) is not { } target)
                return false;
            place.AddSame(PlaceOf(target));
        }

        foreach (var (name, member) in Members(part, "properties"))
            place.AddMember(name, PlaceOf(member));
        foreach (var (pattern, member) in Members(part, "patternProperties"))
            AddByPattern(part, place, pattern, PlaceOf(member));
        Each(part, OfOthers, place.AddOthers);
        Each(part, OfItems, place.AddElements);
        Each(part, OfSame, place.AddSame);
        foreach (var (_, dependent) in OfDependents.SelectMany(name => Members(part, name)).Where(d => d.Part.Json.ValueKind != JsonValueKind.Array))
            place.AddSame(PlaceOf(dependent));
        return true;
    }

    /// <summary>A schema, or each of a list.</summary>
    private void Each(JsonPart part, string[] keywords, Action<SchemaPlace> add)
    {
        foreach (var found in keywords.Select(keyword => part.Find(keyword)).OfType<JsonPart>())
        {
            if (found.Json.ValueKind != JsonValueKind.Array)
                add(PlaceOf(found));
            for (var i = 0; found.Json.ValueKind == JsonValueKind.Array && i < found.Json.GetArrayLength(); i++)
                add(PlaceOf(found.Item(i)));
        }
    }

    private void AddByPattern(JsonPart part, SchemaPlace place, string pattern, SchemaPlace member)
    {
        // Names that the schema does not write are not known here, so all of them are taken to fit.
        place.AddOthers(member);
        foreach (var (name, _) in Members(part, "properties").Where(property => Fits(pattern, property.Name)))
            place.AddMember(name, member);
    }

    /// <summary>What can't be matched in bounded time is taken to fit.</summary>
    private bool Fits(string pattern, string name)
    {
        if (++_matches > MaxMatches)
            return true;
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return true;
        }
    }

    private static IEnumerable<(string Name, JsonPart Part)> Members(JsonPart part, string keyword) =>
        part.Find(keyword) is { Json.ValueKind: JsonValueKind.Object } found ? found.Members() : [];
}
