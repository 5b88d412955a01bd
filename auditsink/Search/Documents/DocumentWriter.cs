using System.Buffers;
using System.Text.Json;
using Compliance.Events;
using Compliance.Search.Settings;

namespace Compliance.Search.Documents;

/// <summary>
/// Writes an event as the two lines of a <c>_bulk</c> body: where it goes, and the document with ECS's dotted names. What is null, empty
/// or has no value is left out. Owned by one outlet; not thread-safe.
/// </summary>
internal sealed class DocumentWriter(string indexPrefix) : IDisposable
{
    private static readonly (EventField Field, JsonEncodedText Name)[] Fields =
        [.. EventFields.InOrder.Select(field => (field, JsonEncodedText.Encode(field.Path)))];

    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(), new JsonWriterOptions { SkipValidation = true });

    /// <summary>The index is named by the event's own day: a repeat, whenever it comes, meets the first one there.</summary>
    public void Write(AuditEvent e, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteStartObject("create"u8);
        _json.WriteString("_index"u8, IndexOf(e));
        _json.WriteString("_id"u8, e.Id);
        _json.WriteEndObject();
        _json.WriteEndObject();
        End(output);
        WriteDocument(e);
        End(output);
    }

    public void Dispose() => _json.Dispose();

    /// <summary>The document alone.</summary>
    public void WriteDocument(AuditEvent e, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        WriteDocument(e);
        _json.Flush();
    }

    private string IndexOf(AuditEvent e) => IndexNames.Of(indexPrefix, Time(e.Timestamp));

    private void WriteDocument(AuditEvent e)
    {
        _json.WriteStartObject();
        foreach (var (field, name) in Fields)
            WriteField(field, name, e);
        _json.WriteString("event.kind"u8, "event"u8);
        _json.WriteString("ecs.version"u8, EventFields.EcsVersion);
        _json.WriteEndObject();
    }

    private void WriteField(EventField field, JsonEncodedText name, AuditEvent e)
    {
        switch (field)
        {
            case TextField f when f.Get(e) is { Length: > 0 } text:
                _json.WriteString(name, text);
                break;
            case UuidField f when f.Get(e) is { } uuid:
                _json.WriteString(name, uuid);
                break;
            case NumberField { Type: FieldType.Time } f when f.Get(e) is { } micros:
                _json.WriteString(name, Time(micros));
                break;
            case NumberField f when f.Type != FieldType.Time && f.Get(e) is { } number:
                _json.WriteNumber(name, number);
                break;
            case TextListField f when f.Get(e) is { Count: > 0 } texts:
                _json.WriteStartArray(name);
                foreach (var text in texts)
                    _json.WriteStringValue(text);
                _json.WriteEndArray();
                break;
            case NumberListField f when f.Get(e) is { Count: > 0 } numbers:
                _json.WriteStartArray(name);
                foreach (var number in numbers)
                    _json.WriteNumberValue(number);
                _json.WriteEndArray();
                break;
        }
    }

    private void End(IBufferWriter<byte> output)
    {
        _json.Flush();
        output.Write("\n"u8);
        _json.Reset(output);
    }

    private static DateTime Time(long micros) => EventTime.Of(micros).UtcDateTime;
}
