using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events;
using Xunit;

namespace Compliance.AuditSink.Tests.Archive;

/// <summary>
/// Every column, asked by DuckDB with a predicate, finds its rows: a reader skips row groups by their minima and maxima, and a wrong one
/// hides evidence. The values sort around each other, differently in UTF-8's order and in UTF-16's, alone and together in a row group.
/// </summary>
public sealed class ReadBackTests
{
    private static readonly string[] Texts =
    [
        "", "a", "Z", "_", "~", "é", "ß", "日本", "\uD7FF", "\uE000", "～", "\uFFFD", "😀", "😀～", "～😀", "\U0010FFFF", "a\u0000b", "O'Brien \"x\" \\ %_",
        new('x', EventText.MaxLength), new('～', EventText.MaxLength), string.Concat(Enumerable.Repeat("😀", EventText.MaxLength / 2)),
    ];

    private static readonly System.Reflection.PropertyInfo[] TextProperties =
        [.. typeof(AuditEvent).GetProperties().Where(property => property.PropertyType == typeof(string))];

    private static readonly long[] Numbers = [0, 1, -1, 2, 127, 128, short.MaxValue, short.MinValue, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_column_finds_its_rows_whatever_stands_in_it(int groupRows)
    {
        using var folder = new ArchiveFolder();
        var events = Events().ToList();
        Write(folder.Path, events, groupRows);
        using var duck = new Duck(folder.Path);

        foreach (var field in EventFields.InOrder)
        {
            foreach (var group in events.GroupBy(e => Value(field, e)))
                Assert.True(Find(duck, field, group.Key) == group.Count(), $"{field.Column} = {group.Key}: {Find(duck, field, group.Key)} of {group.Count()} rows");
        }
    }

    [Fact]
    public void Ranges_find_their_rows()
    {
        using var folder = new ArchiveFolder();
        var events = Events().ToList();
        Write(folder.Path, events, 2);
        using var duck = new Duck(folder.Path);

        foreach (var e in events)
        {
            var time = DateTime.UnixEpoch.AddTicks(e.Timestamp * 10);
            Assert.Equal(events.Count(x => x.Timestamp >= e.Timestamp), duck.Count("ts >= $1", time));
            Assert.Equal(events.Count(x => x.Timestamp < e.Timestamp), duck.Count("ts < $1", time));
            Assert.Equal(events.Count(x => x.Records > e.Records), duck.Count("records > $1", e.Records));
            Assert.Equal(events.Count(x => x.Sequence <= e.Sequence), duck.Count("sequence <= $1", e.Sequence));
        }
    }

    [Fact]
    public void A_reader_can_skip_by_what_it_filters_by()
    {
        using var folder = new ArchiveFolder();
        Write(folder.Path, [.. Enumerable.Range(1, 10).Select(i => Sample.Fetch(i))], 1);
        using var duck = new Duck(folder.Path);

        var bounded = duck.Query(
            $"select count(*) from parquet_metadata('{folder.Path}/date=*/hour=*/*.parquet') where stats_null_count = num_values or (stats_min_value is not null and stats_max_value is not null)");

        Assert.Equal((long)(EventFields.InOrder.Length * 10), bounded[0][0]);
    }

    private static IEnumerable<AuditEvent> Events()
    {
        for (var i = 0; i < Texts.Length; i++)
        {
            var e = Sample.Fetch(i + 1);
            for (var p = 0; p < TextProperties.Length; p++)
                TextProperties[p].SetValue(e, Texts[(i + p) % Texts.Length]);
            e.DataClasses.Add(Texts[i]);
            e.ClearClasses.Add(Texts[^(i + 1)]);
            e.Partitions.Add(i * 1000);
            e.OffsetsFirst.Add(i * 5_000_000_000);
            e.OffsetsLast.Add(-1);
            yield return e;
        }

        for (var i = 0; i < Numbers.Length; i++)
        {
            var e = Sample.Fetch(100 + i);
            (e.Records, e.Bytes, e.Duration, e.Sequence, e.OffsetFirst, e.AggCount, e.SeqFrom) =
                (Numbers[i], Numbers[i], Numbers[i], Numbers[i], Numbers[i], Numbers[i], Numbers[i]);
            (e.ErrorCode, e.ApiKey, e.CorrelationId, e.SourcePort) = ((short)Numbers[i], (short)Numbers[i], (int)Numbers[i], (int)Numbers[i]);
            e.Timestamp = Sample.Micros(new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddYears(i * 700).AddTicks(i * 10));
            e.AggStart = e.Timestamp + 1;
            e.TopicId = i == 0 ? default : new Guid(i, (short)i, 0, 255, 1, 2, 3, 4, 5, 6, 7);
            yield return e;
        }

        yield return new AuditEvent { Id = Guid.CreateVersion7() }; // all null that can be
    }

    private static void Write(string root, List<AuditEvent> events, int groupRows)
    {
        var hour = Directory.CreateDirectory(Path.Combine(root, "date=2026-11-25", "hour=12")).FullName;
        using var file = new HourFile(Path.Combine(hour, "a.parquet"), Sample.Noon, new RowGroup(), groupRows);
        events.ForEach(file.Append);
        file.Finish("");
    }

    private static long Find(Duck duck, EventField field, object? value) => field.Type switch
    {
        _ when value is null => duck.Count($"{field.Column} is null"),
        FieldType.KeywordList or FieldType.Number32List or FieldType.Number64List => duck.Count($"array_to_string({field.Column}, '|') = $1", value),
        FieldType.Time => duck.Count($"{field.Column} = $1", DateTime.UnixEpoch.AddTicks((long)value * 10)),
        _ => duck.Count($"{field.Column} = $1", value),
    };

    private static object? Value(EventField field, AuditEvent e) => field switch
    {
        TextField f => f.Get(e),
        NumberField f => f.Get(e),
        UuidField f => f.Get(e)?.ToString(),
        TextListField f => string.Join('|', f.Get(e)),
        NumberListField f => string.Join('|', f.Get(e)),
        _ => throw new InvalidOperationException(),
    };
}
