using System.Text.Json.Nodes;
using Compliance.AuditSink.Settings;
using Compliance.Events;

namespace Compliance.AuditSink.Search;

/// <summary>
/// The index templates as JSON, their fields made from <see cref="EventFields"/>. Three components (settings, ECS's fields, our own) and the
/// index template that joins them, with an open place <c>{prefix}@custom</c> for what an operator adds. Unknown fields are stored and not
/// indexed: a strict mapping would refuse evidence, a dynamic one would grow without bound.
/// </summary>
internal static class SearchMapping
{
    /// <summary>Bumped with every change of what is below; shown by <c>GET _index_template</c>.</summary>
    public const int Version = 1;

    // Above the built-in templates' priorities.
    private const int Priority = 250;

    public static IEnumerable<(string Path, JsonObject Body)> Templates(ElasticsearchSettings settings)
    {
        var prefix = settings.IndexPrefix;
        yield return ($"_component_template/{prefix}-settings", Component(new JsonObject { ["settings"] = IndexSettings(settings) }));
        yield return ($"_component_template/{prefix}-ecs", Component(Mappings(EcsFields())));
        yield return ($"_component_template/{prefix}-kafka", Component(Mappings(OwnFields())));
        yield return ($"_index_template/{prefix}", new JsonObject
        {
            ["index_patterns"] = new JsonArray($"{prefix}-*"),
            ["priority"] = Priority,
            ["version"] = Version,
            ["composed_of"] = new JsonArray($"{prefix}-settings", $"{prefix}-ecs", $"{prefix}-kafka", $"{prefix}@custom"),
            ["ignore_missing_component_templates"] = new JsonArray($"{prefix}@custom"),
        });
    }

    /// <summary>Every field of a document and its mapping.</summary>
    public static IEnumerable<(string Path, JsonObject Mapping)> Fields() => EcsFields().Concat(OwnFields());

    private static IEnumerable<(string, JsonObject)> EcsFields() =>
    [
        .. EventFields.InOrder.Where(IsEcs).Select(field => (field.Path, Mapping(field.Type))),
        ("event.kind", Keyword()),
        ("ecs.version", Keyword()),
    ];

    private static IEnumerable<(string, JsonObject)> OwnFields() =>
        EventFields.InOrder.Where(field => !IsEcs(field)).Select(field => (field.Path, Mapping(field.Type)));

    private static bool IsEcs(EventField field) =>
        field.Path.Split('.')[0] is "@timestamp" or "event" or "observer" or "source" or "tls" or "trace" or "user";

    private static JsonObject Mapping(FieldType type) => type switch
    {
        FieldType.Time => new JsonObject { ["type"] = "date" },
        FieldType.Number16 => new JsonObject { ["type"] = "short" },
        FieldType.Number32 or FieldType.Number32List => new JsonObject { ["type"] = "integer" },
        FieldType.Number64 or FieldType.Number64List => new JsonObject { ["type"] = "long" },
        // An address in a form that the index does not know must not cost the document.
        FieldType.Ip => new JsonObject { ["type"] = "ip", ["ignore_malformed"] = true },
        _ => Keyword(),
    };

    private static JsonObject Keyword() => new() { ["type"] = "keyword", ["ignore_above"] = 4 * EventText.MaxLength };

    private static JsonObject Mappings(IEnumerable<(string Path, JsonObject Mapping)> fields)
    {
        var properties = new JsonObject();
        foreach (var (path, mapping) in fields)
            properties[path] = mapping;
        return new JsonObject { ["mappings"] = new JsonObject { ["dynamic"] = false, ["properties"] = properties } };
    }

    private static JsonObject IndexSettings(ElasticsearchSettings settings) => new()
    {
        ["index"] = new JsonObject
        {
            ["number_of_shards"] = settings.Shards,
            ["number_of_replicas"] = settings.Replicas,
            ["refresh_interval"] = $"{settings.RefreshSeconds}s",
            ["codec"] = "best_compression",
        },
    };

    private static JsonObject Component(JsonObject template) => new() { ["template"] = template, ["version"] = Version };
}
