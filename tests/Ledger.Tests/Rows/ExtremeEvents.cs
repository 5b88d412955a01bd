using Compliance.Events;

namespace Compliance.Ledger.Tests.Rows;

/// <summary>Events that hold every field's least, most, missing and odd values, in turn.</summary>
internal static class ExtremeEvents
{
    private static readonly string[] Texts =
        ["", "a", "é日本😀\U0010FFFF\uFFFD", "a\u0000b\r\n\"'\\", new('x', EventText.MaxLength), string.Concat(Enumerable.Repeat("😀", EventText.MaxLength / 2))];

    private static readonly long[] Numbers =
        [0, 1, -1, 63, 64, -64, -65, 127, 128, 255, 256, short.MaxValue, short.MinValue, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private static readonly Guid[] Uuids = [default, Guid.AllBitsSet, new("00112233-4455-6677-8899-aabbccddeeff"), new("ffeeddcc-bbaa-9988-7766-554433221100")];

    public static IEnumerable<AuditEvent> All()
    {
        for (var i = 0; i < 40; i++)
            yield return Make(i);
        yield return new AuditEvent(); // all that can be missing is
    }

    private static AuditEvent Make(int i)
    {
        var e = new AuditEvent();
        foreach (var (p, property) in typeof(AuditEvent).GetProperties().Where(property => property.CanWrite).Index())
        {
            object? value = property.PropertyType switch
            {
                var t when t == typeof(string) => (i + p) % 9 == 8 && IsNullable(property) ? null : Texts[(i + p) % Texts.Length],
                var t when t == typeof(Guid) => Uuids[(i + p) % Uuids.Length],
                var t when t == typeof(short) => (short)Numbers[(i + p) % Numbers.Length],
                var t when t == typeof(int) => (int)Numbers[(i + p) % Numbers.Length],
                _ => Numbers[(i + p) % Numbers.Length],
            };
            property.SetValue(e, value);
        }

        // The years 1 to 9999, to the microsecond.
        e.Timestamp = Micros(new DateTime(1 + (i * 249), 12, 31, 23, 59, 59).AddTicks(9_999_990));
        (e.AggStart, e.AggEnd) = (i % 3 == 0 ? 0 : e.Timestamp, Micros(DateTime.MaxValue));
        for (var n = 0; n < i % 5; n++)
        {
            e.DataClasses.Add(Texts[(i + n) % Texts.Length]);
            e.MaskFields.Add("");
            e.Partitions.Add((int)Numbers[(i + n) % Numbers.Length]);
            e.OffsetsFirst.Add(Numbers[(i + n) % Numbers.Length]);
        }

        return e;
    }

    private static bool IsNullable(System.Reflection.PropertyInfo property) =>
        new System.Reflection.NullabilityInfoContext().Create(property).ReadState == System.Reflection.NullabilityState.Nullable;

    private static long Micros(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
