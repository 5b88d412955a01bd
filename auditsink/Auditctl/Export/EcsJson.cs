using System.Text.Json;
using Compliance.Events;

namespace Compliance.Auditctl.Export;

/// <summary>An event with the names of the Elastic Common Schema, dotted, as the search index has it. What has no value is left out.</summary>
internal static class EcsJson
{
    public static void Write(EventRow row, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var field in row.Fields)
            WriteField(row, field, json);
        json.WriteString("event.kind"u8, "event"u8);
        json.WriteString("ecs.version"u8, EventFields.EcsVersion);
        json.WriteEndObject();
    }

    public static void WriteField(EventRow row, EventField field, Utf8JsonWriter json)
    {
        switch (field.Type)
        {
            case FieldType.Time when row.Time(field) is { } time:
                json.WriteString(field.Path, time);
                break;
            case FieldType.Number16 or FieldType.Number32 or FieldType.Number64 when row.Number(field) is { } number:
                json.WriteNumber(field.Path, number);
                break;
            case FieldType.KeywordList when row.Texts(field) is { Count: > 0 } texts:
                json.WriteStartArray(field.Path);
                foreach (var text in texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case FieldType.Number32List or FieldType.Number64List when row.Numbers(field) is { Count: > 0 } numbers:
                json.WriteStartArray(field.Path);
                foreach (var number in numbers)
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                break;
            case FieldType.Keyword or FieldType.Text or FieldType.Uuid or FieldType.Ip when row.Text(field) is { } text:
                json.WriteString(field.Path, text);
                break;
        }
    }
}
