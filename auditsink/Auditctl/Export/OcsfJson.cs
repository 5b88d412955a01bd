using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Compliance.Events;

namespace Compliance.Auditctl.Export;

/// <summary>
/// An event in the words of the Open Cybersecurity Schema Framework. What it has no word for stands under <c>unmapped</c> with its own name,
/// so that nothing is lost.
/// </summary>
internal static class OcsfJson
{
    public const string Version = "1.3.0";

    // What is told in OCSF's own words.
    private static readonly FrozenSet<string> Mapped = new[]
    {
        "event.id", "@timestamp", "observer.name", "observer.version", "event.action", "event.outcome", "event.reason", "event.duration", "kafka.error_code",
        "user.name", "source.ip", "source.port", "kafka.client.id", "kafka.session.id", "trace.id", "kafka.topic.name", "kafka.topic.id", "kafka.api.version",
        "kafka.agg.count", "kafka.agg.start", "kafka.agg.end",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, EventField> ByPath = EventFields.InOrder.ToFrozenDictionary(field => field.Path, StringComparer.Ordinal);

    public static void Write(EventRow row, Utf8JsonWriter json)
    {
        var action = row.Text(EventFields.Action) ?? "unknown";
        var topic = row.Text(EventFields.Topic);
        var kind = OcsfClass.Of(action, Text(row, "event.type") ?? "", topic is not null);
        json.WriteStartObject();
        WriteBase(row, kind, action, json);
        WriteActor(row, kind, json);
        if (kind.Uid is OcsfClass.Api or OcsfClass.Datastore)
        {
            WriteEndpoint(row, json);
            WriteApi(row, action, json);
        }

        if (kind.Uid == OcsfClass.EventLog)
        {
            json.WriteString("log_name"u8, "compliance audit"u8);
            json.WriteString("log_provider"u8, row.Text(EventFields.Proxy) ?? "auditsink");
        }

        if (topic is not null)
            WriteTopic(row, kind, topic, json);
        json.WriteStartObject("unmapped"u8);
        foreach (var field in row.Fields.Where(field => !Mapped.Contains(field.Path)))
            EcsJson.WriteField(row, field, json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteBase(EventRow row, OcsfClass kind, string action, Utf8JsonWriter json)
    {
        json.WriteNumber("class_uid"u8, kind.Uid);
        json.WriteNumber("category_uid"u8, kind.Category);
        json.WriteNumber("activity_id"u8, kind.Activity);
        json.WriteString("activity_name"u8, action);
        json.WriteNumber("type_uid"u8, kind.Type);
        json.WriteNumber("time"u8, Millis(row, "@timestamp")!.Value);
        json.WriteNumber("severity_id"u8, Severity(row, action));
        var outcome = row.Text(EventFields.Outcome);
        json.WriteNumber("status_id"u8, outcome switch { "success" => 1, "failure" => 2, _ => 0 });
        if (Number(row, "kafka.error_code") is { } code and not 0)
            json.WriteString("status_code"u8, code.ToString(CultureInfo.InvariantCulture));
        Put(json, "status_detail", Text(row, "event.reason"));
        if (Number(row, "event.duration") is > 0 and var duration)
            json.WriteNumber("duration"u8, duration / 1_000_000);
        if (Number(row, "kafka.agg.count") is { } count)
        {
            json.WriteNumber("count"u8, count);
            json.WriteNumber("start_time"u8, Millis(row, "kafka.agg.start") ?? 0);
            json.WriteNumber("end_time"u8, Millis(row, "kafka.agg.end") ?? 0);
        }

        json.WriteStartObject("metadata"u8);
        json.WriteString("version"u8, Version);
        Put(json, "uid", row.Text(EventFields.Id));
        Put(json, "correlation_uid", Text(row, "trace.id"));
        json.WriteStartObject("product"u8);
        json.WriteString("name"u8, "Compliance Proxy for Kafka"u8);
        json.WriteString("vendor_name"u8, "Compliance Proxy"u8);
        Put(json, "version", Text(row, "observer.version"));
        Put(json, "feature", row.Text(EventFields.Proxy));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteActor(EventRow row, OcsfClass kind, Utf8JsonWriter json)
    {
        var name = row.Text(EventFields.Principal) ?? "unknown";
        json.WriteStartObject("actor"u8);
        json.WriteStartObject("user"u8);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
        Put(json, "app_name", row.Text(EventFields.ClientId));
        if (Text(row, "kafka.session.id") is { } session)
        {
            json.WriteStartObject("session"u8);
            json.WriteString("uid"u8, session);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (kind.Uid != OcsfClass.Authentication)
            return;
        json.WriteStartObject("user"u8);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
        WriteEndpoint(row, json);
        WriteService(json);
    }

    private static void WriteEndpoint(EventRow row, Utf8JsonWriter json)
    {
        json.WriteStartObject("src_endpoint"u8);
        if (row.Text(EventFields.SourceIp) is { } ip)
            json.WriteString("ip"u8, ip);
        else
            json.WriteString("name"u8, row.Text(EventFields.Proxy) ?? "unknown");
        if (Number(row, "source.port") is { } port)
            json.WriteNumber("port"u8, port);
        json.WriteEndObject();
    }

    private static void WriteApi(EventRow row, string action, Utf8JsonWriter json)
    {
        json.WriteStartObject("api"u8);
        json.WriteString("operation"u8, action);
        if (Number(row, "kafka.api.version") is { } version)
            json.WriteString("version"u8, version.ToString(CultureInfo.InvariantCulture));
        WriteService(json);
        json.WriteEndObject();
    }

    private static void WriteService(Utf8JsonWriter json)
    {
        json.WriteStartObject("service"u8);
        json.WriteString("name"u8, "kafka"u8);
        json.WriteEndObject();
    }

    private static void WriteTopic(EventRow row, OcsfClass kind, string topic, Utf8JsonWriter json)
    {
        if (kind.Uid == OcsfClass.Datastore)
        {
            json.WriteNumber("type_id"u8, 2);
            json.WriteStartObject("databucket"u8);
        }
        else
        {
            json.WriteStartArray("resources"u8);
            json.WriteStartObject();
        }

        json.WriteString("name"u8, topic);
        json.WriteString("type"u8, "Kafka topic"u8);
        if (kind.Uid == OcsfClass.Datastore)
            json.WriteNumber("type_id"u8, 99);
        Put(json, "uid", Text(row, "kafka.topic.id"));
        json.WriteEndObject();
        if (kind.Uid != OcsfClass.Datastore)
            json.WriteEndArray();
    }

    // 1 informational, 2 low, 3 medium, 4 high.
    private static int Severity(EventRow row, string action) =>
        action is AuditAction.Gap or AuditAction.Unreadable ? 4
        : row.Text(EventFields.Decision) == "deny" ? 3
        : row.Text(EventFields.Outcome) == "failure" ? 2
        : 1;

    private static string? Text(EventRow row, string path) => row.Text(ByPath[path]);

    private static long? Number(EventRow row, string path) => row.Number(ByPath[path]);

    private static long? Millis(EventRow row, string path) => row.Number(ByPath[path]) / 1000;

    private static void Put(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }
}
