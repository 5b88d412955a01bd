using System.Globalization;
using System.Text.Json;
using Compliance.Events;

namespace Compliance.Search.Documents;

/// <summary>Where a document says that its event stands. Whoever may write into the index may let it say anything.</summary>
/// <param name="Time">Microseconds since the Unix epoch; the least number: it says none.</param>
/// <param name="Proxy">Null for what the sink noted of no proxy.</param>
/// <param name="Epoch">Of the proxy.</param>
/// <param name="Sequence">In the epoch; of a gap that the sink noted, the first that is missing.</param>
/// <param name="IsGap">Whether the sink noted it in the place of events that never came.</param>
internal readonly record struct DocumentPlace(long Time, string? Proxy, long Epoch, long Sequence, bool IsGap)
{
    private const string SeqFrom = "kafka.audit.seq_from";
    private const string SeqEpoch = "kafka.audit.seq_epoch";

    /// <summary>Of a document that says nothing.</summary>
    public static DocumentPlace Nowhere { get; } = new(long.MinValue, null, 0, 0, false);

    public static DocumentPlace Of(JsonElement source)
    {
        var time = Text(source, "@timestamp") is { } stamp && DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? EventTime.Micros(parsed)
            : long.MinValue;
        var (epoch, sequence) = (Number(source, "kafka.proxy.epoch"), Number(source, "event.sequence"));
        var isGap = Text(source, "event.action") == AuditAction.Gap && Number(source, SeqFrom) == sequence && Number(source, SeqEpoch) == epoch;
        return new DocumentPlace(time, Text(source, "observer.name"), epoch, sequence, isGap);
    }

    private static string? Text(JsonElement source, string field) =>
        source.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Number(JsonElement source, string field) =>
        source.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
