using System.Buffers;
using Compliance.AuditSink.Archive;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Ledger.Rows;
using Compliance.Ledger.Tests.Merkle;
using Xunit;

namespace Compliance.Ledger.Tests.Rows;

/// <summary>The root that the sink writes is that of the events' canonical bytes, and anybody finds it again in the file's columns.</summary>
public sealed class RowRootTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(122_880)]
    public async Task The_root_while_writing_is_that_of_the_events_and_of_the_file_read_back(int groupRows)
    {
        using var folder = new TempFolder("rows");
        var path = Path.Combine(folder.Path, "a.parquet");
        var events = ExtremeEvents.All().ToList();

        var file = Write(path, events, groupRows);

        var naive = Convert.ToBase64String(NaiveTree.Root([.. events.Select(Canonical)]));
        Assert.Equal(naive, file.Root);
        Assert.Equal(naive, (await ReadAsync(path)).Root().ToBase64());
        using var parquet = new RowFile(File.OpenRead(path));
        Assert.Equal(naive, parquet.Root);
    }

    [Fact]
    public async Task Rows_of_every_width_beside_each_other_have_their_own_bytes()
    {
        using var folder = new TempFolder("rows");
        var path = Path.Combine(folder.Path, "a.parquet");

        // given texts that no dictionary holds any more, rows that lack what those beside them have, and some that are a thousand times as wide
        var events = Enumerable.Range(1, 40_000).Select(i => new AuditEvent
        {
            Sequence = i,
            ClientId = i % 3 == 0 ? null : $"{i}-{new string('x', i % 90)}",
            Topic = i % 7 == 0 ? $"topic-{i % 11}" : null,
            Reason = i % 10_000 == 0 ? new string('é', EventText.MaxLength / 2) : null,
            SessionId = i % 2 == 0 ? new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) : default,
        }).ToList();

        var file = Write(path, events, 33_333);

        var naive = Convert.ToBase64String(NaiveTree.Root([.. events.Select(Canonical)]));
        Assert.Equal(naive, file.Root);
        Assert.Equal(naive, (await ReadAsync(path)).Root().ToBase64());
    }

    [Fact]
    public void DuckDB_reads_the_same_rows_out_of_the_columns()
    {
        using var folder = new TempFolder("rows");
        var path = Path.Combine(folder.Path, "a.parquet");
        var file = Write(path, [.. ExtremeEvents.All()], 7);

        var rows = DuckRows.Read(path);

        Assert.Equal(file.Root, Convert.ToBase64String(NaiveTree.Root(rows)));
    }

    [Fact]
    public async Task Spans_say_where_two_files_differ()
    {
        using var folder = new TempFolder("rows");
        var events = Enumerable.Range(1, 1000).Select(i => new AuditEvent { Sequence = i, Action = "kafka.fetch" }).ToList();
        var original = Write(Path.Combine(folder.Path, "a.parquet"), events, 100);
        events[777].Records++;
        Write(Path.Combine(folder.Path, "b.parquet"), events, 100);

        var tree = await ReadAsync(Path.Combine(folder.Path, "b.parquet"), original.Rows);

        var differing = SpanList.Read(original.Spans!).Zip(tree.Spans()).Index().Where(pair => pair.Item.First != pair.Item.Second).ToList();
        Assert.Equal(8, tree.SpanRows);
        Assert.Equal(777 / 8, Assert.Single(differing).Index);
        Assert.NotEqual(original.Root, tree.Root().ToBase64());
    }

    [Fact]
    public void Spans_are_few_whatever_the_rows_and_fold_to_the_root()
    {
        foreach (var rows in new[] { 1, 2, 127, 128, 129, 255, 256, 257, 1000, 4097 })
        {
            using var folder = new TempFolder("rows");
            var events = Enumerable.Range(0, rows).Select(i => new AuditEvent { Sequence = i }).ToList();
            var file = Write(Path.Combine(folder.Path, "a.parquet"), events, 500);
            Assert.InRange(SpanList.Read(file.Spans!).Count, 1, RowTree.MaxSpans + 1);
            Assert.Equal(Convert.ToBase64String(NaiveTree.Root([.. events.Select(Canonical)])), file.Root);
        }
    }

    internal static ArchiveFile Write(string path, List<AuditEvent> events, int groupRows)
    {
        using var file = new HourFile(path, default, new RowGroup(), groupRows);
        events.ForEach(file.Append);
        return file.Finish("");
    }

    private static async Task<RowTree> ReadAsync(string path, long rows = 0)
    {
        var tree = new RowTree(rows);
        using var file = new RowFile(File.OpenRead(path));
        using var batches = file.Batches();
        while (await batches.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
                tree.Append(batch);
        }

        return tree;
    }

    private static byte[] Canonical(AuditEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        EventCodec.Write(e, output);
        return output.WrittenSpan.ToArray();
    }
}
