using System.Text.Json;
using Compliance.Events;

namespace Compliance.Auditctl.Export;

/// <summary>An event as a CloudEvent 1.0 in structured mode: its proxy is the source, its topic the subject, its ECS form the data.</summary>
internal static class CloudEventJson
{
    public static void Write(EventRow row, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, row.Text(EventFields.Id));
        json.WriteString("source"u8, $"/proxies/{Uri.EscapeDataString(row.Text(EventFields.Proxy) ?? "none")}");
        json.WriteString("type"u8, $"compliance.{row.Text(EventFields.Action)}");
        if (row.Text(EventFields.Topic) is { } topic)
            json.WriteString("subject"u8, topic);
        json.WriteString("time"u8, row.Time(EventFields.Timestamp)!.Value);
        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WritePropertyName("data"u8);
        EcsJson.Write(row, json);
        json.WriteEndObject();
    }
}
