using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Events;
using Compliance.Search.Settings;

namespace Compliance.AuditSink.Search;

/// <summary>
/// The index templates as JSON, their fields made from <see cref="EventFields"/>. Three components (settings, ECS's fields, our own) and the
/// index template that joins them, with an open place <c>{prefix}@custom</c> for what an operator adds. Unknown fields are stored and not
/// indexed: a strict mapping would refuse evidence, a dynamic one would grow without bound.
/// </summary>
internal static class SearchMapping
{
    /// <summary>Bumped with every change of what is below; a template of a higher one is never replaced.</summary>
    public const int Version = 4;

    /// <summary>In each template's <c>_meta</c>: our version, and a hash of what was put, which shows other settings.</summary>
    public const string VersionKey = "auditsink_version";
    public const string ContentKey = "auditsink_content";

    // Above the built-in templates' priorities.
    private const int Priority = 250;

    /// <summary>What to put where, in this order.</summary>
    /// <param name="settings">The index.</param>
    /// <param name="withLifecycle">Whether the server itself deletes what is old.</param>
    public static IEnumerable<(string Path, JsonObject Body)> Templates(ElasticsearchSettings settings, bool withLifecycle)
    {
        var prefix = settings.IndexPrefix;
        if (withLifecycle)
            yield return ($"_ilm/policy/{prefix}", new JsonObject { ["policy"] = Stamped(Lifecycle(settings.Retention!)) });
        yield return ($"_component_template/{prefix}-settings", Component(new JsonObject { ["settings"] = IndexSettings(settings, withLifecycle) }));
        yield return ($"_component_template/{prefix}-ecs", Component(Mappings(EcsFields())));
        yield return ($"_component_template/{prefix}-kafka", Component(Mappings(OwnFields())));
        yield return ($"_index_template/{prefix}", Stamped(new JsonObject
        {
            ["index_patterns"] = new JsonArray($"{prefix}-*"),
            ["priority"] = Priority,
            ["version"] = Version,
            ["composed_of"] = new JsonArray($"{prefix}-settings", $"{prefix}-ecs", $"{prefix}-kafka", $"{prefix}@custom"),
            ["ignore_missing_component_templates"] = new JsonArray($"{prefix}@custom"),
        }));
    }

    /// <summary>What a template of ours says of itself.</summary>
    public static JsonObject MetaOf(JsonObject body) => (JsonObject)((body["policy"] as JsonObject ?? body)["_meta"]!);

    /// <summary>Every field of a document and its mapping.</summary>
    public static IEnumerable<(string Path, JsonObject Mapping)> Fields() => EcsFields().Concat(OwnFields());

    private static IEnumerable<(string, JsonObject)> EcsFields() =>
    [
        .. EventFields.InOrder.Where(IsEcs).Select(field => (field.Path, Mapping(field))),
        ("event.kind", Keyword()),
        ("ecs.version", Keyword()),
    ];

    private static IEnumerable<(string, JsonObject)> OwnFields() =>
        EventFields.InOrder.Where(field => !IsEcs(field)).Select(field => (field.Path, Mapping(field)));

    private static bool IsEcs(EventField field) =>
        field.Path.Split('.')[0] is "@timestamp" or "event" or "observer" or "source" or "tls" or "trace" or "user";

    private static JsonObject Mapping(EventField field) => field.Type switch
    {
        FieldType.Time => new JsonObject { ["type"] = "date" },
        FieldType.Number16 => new JsonObject { ["type"] = "short" },
        FieldType.Number32 or FieldType.Number32List => new JsonObject { ["type"] = "integer" },
        FieldType.Number64 or FieldType.Number64List => new JsonObject { ["type"] = "long" },
        // An address in a form that the index does not know must not cost the document.
        FieldType.Ip => new JsonObject { ["type"] = "ip", ["ignore_malformed"] = true },
        _ when field == EventFields.Id || field == EventFields.RequestId => Name(),
        _ => Keyword(),
    };

    // Of one event: looked up, never counted or sorted by, and the dearest to keep in columns (a tenth of what an event costs).
    private static JsonObject Name() => new() { ["type"] = "keyword", ["doc_values"] = false };

    private static JsonObject Keyword() => new() { ["type"] = "keyword", ["ignore_above"] = 4 * EventText.MaxLength };

    private static JsonObject Mappings(IEnumerable<(string Path, JsonObject Mapping)> fields)
    {
        var properties = new JsonObject();
        foreach (var (path, mapping) in fields)
            properties[path] = mapping;
        // Names with dots are names, not paths: taking each apart was a sixth of what an event costs the server.
        return new JsonObject { ["mappings"] = new JsonObject { ["dynamic"] = false, ["subobjects"] = false, ["properties"] = properties } };
    }

    private static JsonObject IndexSettings(ElasticsearchSettings settings, bool withLifecycle)
    {
        var index = new JsonObject
        {
            ["number_of_shards"] = settings.Shards,
            ["number_of_replicas"] = settings.Replicas,
            ["refresh_interval"] = $"{settings.RefreshSeconds}s",
            ["codec"] = "best_compression",
        };
        // Its age counts from the day in its name: an index that was rebuilt late is as old as its events.
        if (withLifecycle)
            index["lifecycle"] = new JsonObject { ["name"] = settings.IndexPrefix, ["parse_origination_date"] = true };
        return new JsonObject { ["index"] = index };
    }

    // The day itself, and as many days behind it.
    private static JsonObject Lifecycle(RetentionSettings retention) => new()
    {
        ["phases"] = new JsonObject
        {
            ["hot"] = new JsonObject { ["actions"] = new JsonObject() },
            ["delete"] = new JsonObject { ["min_age"] = $"{retention.Days + 1}d", ["actions"] = new JsonObject { ["delete"] = new JsonObject() } },
        },
    };

    private static JsonObject Component(JsonObject template) => Stamped(new JsonObject { ["template"] = template, ["version"] = Version });

    private static JsonObject Stamped(JsonObject body)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())))[..16];
        body["_meta"] = new JsonObject { [VersionKey] = Version, [ContentKey] = hash };
        return body;
    }
}
