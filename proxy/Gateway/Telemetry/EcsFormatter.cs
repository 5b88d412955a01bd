using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// A log line as one JSON object in ECS's names: <c>@timestamp log.level event.code event.action message log.logger trace.id span.id
/// labels error</c>. The values of a message stand under <c>labels</c> by their names in snake case. The framework's own JSON knows
/// neither the event's name nor ECS. Stateless but for its clock; any thread.
/// </summary>
internal sealed class EcsFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "ecs";
    private const string Original = "{OriginalFormat}";
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("@timestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("log.level", LevelOf(logEntry.LogLevel));
            json.WriteString("event.code", logEntry.EventId.Id.ToString(CultureInfo.InvariantCulture));
            if (logEntry.EventId.Name is { } name)
                json.WriteString("event.action", name);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            json.WriteString("log.logger", logEntry.Category);
            json.WriteString("service.name", "compliance-proxy");
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span)
            {
                json.WriteString("trace.id", span.TraceId.ToHexString());
                json.WriteString("span.id", span.SpanId.ToHexString());
            }

            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 1 } values)
                Labels(json, values);
            if (logEntry.Exception is { } exception)
                Error(json, exception);
            json.WriteString("ecs.version", "8.11.0");
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    private static void Labels(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        json.WriteStartObject("labels");
        foreach (var (key, value) in values)
        {
            if (key == Original)
                continue;
            json.WritePropertyName(JsonNamingPolicy.SnakeCaseLower.ConvertName(key));
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case int or long or short or byte:
                    json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                case double number when double.IsFinite(number):
                    json.WriteNumberValue(number);
                    break;
                default:
                    json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter json, Exception exception)
    {
        json.WriteString("error.type", exception.GetType().FullName);
        json.WriteString("error.message", exception.Message);
        json.WriteString("error.stack_trace", exception.StackTrace);
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => level.ToString().ToLowerInvariant(),
    };
}
