using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Fitting;

/// <summary>
/// Where a path leads in a JSON Schema: through its properties, items, alternatives and definitions of its own; and whether a rule can be carried out on
/// the type that it names there. What is elsewhere, or allowed without a name, it does not tell. One use per instance.
/// </summary>
internal sealed class JsonSchemaFit
{
    private const int DeepestReferences = 64;
    private static readonly string[] Alternatives = ["allOf", "anyOf", "oneOf", "if", "then", "else"];
    private static readonly string[] Items = ["items", "prefixItems", "additionalItems"];

    private readonly JsonElement _root;
    private readonly ImmutableArray<PathSegment> _steps;
    private readonly Treatment _treatment;
    private readonly HashSet<(string Schema, int At)> _seen = [];

    private JsonSchemaFit(JsonElement root, FieldRule rule)
    {
        _root = root;
        _steps = rule.Path.Segments;
        _treatment = rule.Treatment;
    }

    internal static Fit Ask(JsonElement root, FieldRule rule) => new JsonSchemaFit(root, rule).In(root, 0, "#", 0);

    /// <param name="schema">A schema, or true and false.</param>
    /// <param name="at">The step that comes next.</param>
    /// <param name="pointer">Where the schema stands.</param>
    /// <param name="references">Followed to get here.</param>
    private Fit In(JsonElement schema, int at, string pointer, int references)
    {
        var isEnd = at == _steps.Length;
        if (schema.ValueKind != JsonValueKind.Object)
            return isEnd ? Fit.There : schema.ValueKind == JsonValueKind.False ? Fit.Absent : Fit.Untold;
        if (!_seen.Add((pointer, at)))
            return isEnd ? Fit.There : Fit.Absent;
        var found = Max(isEnd ? OnTypes(schema) : Fit.Absent, Reference(schema, at, references));
        foreach (var name in Alternatives.Where(name => schema.TryGetProperty(name, out _)))
        {
            var part = schema.GetProperty(name);
            var parts = part.ValueKind == JsonValueKind.Array ? part.EnumerateArray().Index().Select(p => (p.Item, $"{pointer}/{name}/{p.Index}")) : [(part, $"{pointer}/{name}")];
            foreach (var (one, place) in parts)
                found = Max(found, In(one, at, place, references));
        }

        return isEnd ? found : Max(found, Max(Members(schema, at, pointer, references), Elements(schema, at, pointer, references)));
    }

    /// <summary>Of a schema that names several types, one that does not fit is enough: records with it are refused.</summary>
    private Fit OnTypes(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return Fit.There;
        var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToList() : [type];
        return types.Exists(one => one.ValueKind == JsonValueKind.String && IsRefused(one.GetString()!)) ? Fit.Refused : Fit.There;
    }

    private bool IsRefused(string type) => (type, _treatment) switch
    {
        ("object" or "array", Hash or SivToken or Ff1Token or Encrypt or ConfluentEncrypt) => true,
        ("number" or "integer" or "boolean", ConfluentEncrypt) => true,
        ("boolean", Ff1Token) or ("number" or "integer", Ff1Token { Alphabet.IsDigits: false }) => true,
        _ => false,
    };

    private Fit Reference(JsonElement schema, int at, int references)
    {
        if (!schema.TryGetProperty("$ref", out var text) || text.ValueKind != JsonValueKind.String)
            return Fit.Absent;
        var pointer = text.GetString()!;
        if (references == DeepestReferences || !pointer.StartsWith('#'))
            return Fit.Untold;
        var target = _root;
        foreach (var part in pointer[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target))
                return Fit.Untold;
        }

        return In(target, at, pointer, references + 1);
    }

    private Fit Members(JsonElement schema, int at, string pointer, int references)
    {
        var step = _steps[at];
        var found = Fit.Absent;
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                var place = $"{pointer}/properties/{property.Name}";
                if (step.IsMember && step.TakesMember(Encoding.UTF8.GetBytes(property.Name)))
                    found = Max(found, In(property.Value, at + 1, place, references));
                if (step.Anywhere)
                    found = Max(found, In(property.Value, at, place, references));
            }
        }

        if (!step.IsMember && !step.Anywhere)
            return found;
        // Members that it does not name, and says something about.
        if (found == Fit.Absent && (schema.TryGetProperty("patternProperties", out _) || (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind is JsonValueKind.Object or JsonValueKind.True)))
            return Fit.Untold;
        return found;
    }

    private Fit Elements(JsonElement schema, int at, string pointer, int references)
    {
        var step = _steps[at];
        var found = Fit.Absent;
        foreach (var name in Items.Where(name => schema.TryGetProperty(name, out _)))
        {
            var items = schema.GetProperty(name);
            var parts = items.ValueKind == JsonValueKind.Array ? items.EnumerateArray().Index().Select(p => (p.Item, $"{pointer}/{name}/{p.Index}")) : [(items, $"{pointer}/{name}")];
            foreach (var (one, place) in parts)
            {
                if (!step.IsMember)
                    found = Max(found, In(one, at + 1, place, references));
                if (step.Anywhere)
                    found = Max(found, In(one, at, place, references));
            }
        }

        return found;
    }

    private static Fit Max(Fit one, Fit other) => one > other ? one : other;
}
