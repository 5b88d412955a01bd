using System.Text;
using System.Text.Json;
using Compliance.Events;
using Compliance.Ledger.Proofs;

namespace Compliance.Auditctl.Output;

/// <summary>A proven event as JSON: where it stands, and the fields that it has under their names of the Elastic Common Schema.</summary>
internal static class ProofJson
{
    public static string Of(ProvenEvent? proven)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("holds"u8, proven is not null);
            if (proven is not null)
                Write(proven, json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void Write(ProvenEvent proven, Utf8JsonWriter json)
    {
        json.WriteString("origin"u8, proven.Checkpoint.Origin);
        json.WriteNumber("size"u8, proven.Checkpoint.Size);
        json.WriteNumber("entry"u8, proven.Entry);
        json.WriteString("file"u8, proven.File);
        json.WriteNumber("row"u8, proven.Row);
        json.WriteStartObject("event"u8);
        foreach (var field in EventFields.InOrder)
            Write(field, proven.Event, json);
        json.WriteEndObject();
    }

    private static void Write(EventField field, AuditEvent e, Utf8JsonWriter json)
    {
        switch (field)
        {
            case NumberField { Type: FieldType.Time } f when f.Get(e) is { } micros:
                json.WriteString(f.Path, EventTime.Of(micros).UtcDateTime);
                break;
            case NumberField f when f.Get(e) is { } number:
                json.WriteNumber(f.Path, number);
                break;
            case TextListField f when f.Get(e) is { Count: > 0 } texts:
                json.WriteStartArray(f.Path);
                foreach (var text in texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case NumberListField f when f.Get(e) is { Count: > 0 } numbers:
                json.WriteStartArray(f.Path);
                foreach (var number in numbers)
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                break;
            case TextField f when f.Get(e) is { Length: > 0 } text:
                json.WriteString(f.Path, text);
                break;
            case UuidField f when f.Get(e) is { } id:
                json.WriteString(f.Path, id);
                break;
        }
    }
}
