using System.Text;
using Compliance.AuditSink.Compaction;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Compaction;

public sealed class RowSortTests
{
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(2_000)]
    [InlineData(10)]
    public void Rows_come_by_key_and_of_one_key_as_they_were_added_however_small_the_buffer(int capacity)
    {
        using var folder = new TempFolder("sort");
        var random = new Random(5);
        var rows = Enumerable.Range(0, 1000).Select(i => (Key: random.Next(20) == 0 ? "" : $"user-{random.Next(7)}é", File: i / 100, Row: i % 100, Bytes: new byte[random.Next(60)])).ToList();
        using (var sort = new RowSort(folder.Combine("a"), capacity))
        {
            foreach (var row in rows)
                sort.Add(Encoding.UTF8.GetBytes(row.Key), row.File, row.Row, row.Bytes);

            var sorted = sort.Merge().Select(run => (Encoding.UTF8.GetString(run.Key), run.File, run.Row, run.Bytes.Length)).ToList();

            Assert.Equal(
                rows.OrderBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.File).ThenBy(row => row.Row).Select(row => (row.Key, row.File, row.Row, row.Bytes.Length)), sorted);
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Without_rows_there_are_none()
    {
        using var folder = new TempFolder("sort");
        using var sort = new RowSort(folder.Combine("a"));

        Assert.Empty(sort.Merge());
    }
}
