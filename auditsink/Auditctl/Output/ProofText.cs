using System.Globalization;
using Compliance.Events;
using Compliance.Ledger.Proofs;

namespace Compliance.Auditctl.Output;

/// <summary>A proven event in words: where it stands, and every field that it has.</summary>
internal static class ProofText
{
    public static void Write(ProvenEvent proven, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Proven: row {proven.Row} of {proven.File}, entry {proven.Entry} of {proven.Checkpoint.Origin}, signed over {proven.Checkpoint.Size} entries."));
        foreach (var field in EventFields.InOrder)
        {
            if (Value(field, proven.Event) is { } value)
                output.WriteLine($"{field.Path}: {value}");
        }
    }

    private static string? Value(EventField field, AuditEvent e) => field switch
    {
        TextField f => f.Get(e) is { Length: > 0 } text ? text : null,
        UuidField f => f.Get(e)?.ToString(),
        NumberField { Type: FieldType.Time } f => f.Get(e) is { } micros ? EventTime.Of(micros).UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : null,
        NumberField f => f.Get(e)?.ToString(CultureInfo.InvariantCulture),
        TextListField f => f.Get(e) is { Count: > 0 } texts ? string.Join(", ", texts) : null,
        NumberListField f => f.Get(e) is { Count: > 0 } numbers ? string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))) : null,
        _ => throw new NotSupportedException($"No text for {field.Path}."),
    };
}
