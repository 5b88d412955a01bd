using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Tests.Support;
using ParquetSharp;
using Xunit;

namespace Compliance.AuditSink.Tests.Archive;

public sealed class HourFileTests
{
    // What is closed after its failure must not fail again: who holds it has a lock to give back.
    [Fact]
    public void On_a_full_disk_writing_fails_and_closing_what_is_abandoned_does_not()
    {
        const string device = "/dev/full";
        Assert.SkipUnless(File.Exists(device), $"{device} is Linux's device that is always full.");

        // By another name: what is abandoned is deleted, and the machine's device must not be.
        using var folder = new ArchiveFolder();
        var full = Path.Combine(folder.Path, "full.parquet");
        File.CreateSymbolicLink(full, device);
        Assert.ThrowsAny<Exception>(() => new HourFile(full, Sample.Noon, new RowGroup()));
        Assert.False(Path.Exists(full));

        File.CreateSymbolicLink(full, device);
        var stream = new HashingStream(full);
        Assert.Throws<IOException>(() => stream.Write("PAR1"u8));
        stream.IsAbandoned = true;
        stream.Write("PAR1"u8);
        stream.Dispose();
    }

    [Fact]
    public void Buffers_are_empty_after_a_file_and_serve_the_next()
    {
        using var folder = new ArchiveFolder();
        var buffers = new RowGroup();
        foreach (var number in new[] { 1, 2 })
        {
            using var file = new HourFile(Path.Combine(folder.Path, $"{number}.parquet"), Sample.Noon, buffers);
            file.Append(Sample.Fetch(number));
            Assert.Equal(1, file.Finish("x").Rows);
        }

        using var reader = new ParquetFileReader(Path.Combine(folder.Path, "2.parquet"));
        Assert.Equal(1, reader.FileMetaData.NumRows);
    }

    [Fact]
    public void A_full_row_group_is_written_before_the_file_ends()
    {
        using var folder = new ArchiveFolder();
        var path = Path.Combine(folder.Path, "a.parquet");
        using (var file = new HourFile(path, Sample.Noon, new RowGroup(), groupRows: 10))
        {
            var empty = file.Bytes;
            for (var i = 1; i <= 25; i++)
                file.Append(Sample.Fetch(i));
            Assert.True(file.Bytes > empty);
            file.Finish("x");
        }

        using var reader = new ParquetFileReader(path);
        Assert.Equal((3, 25), (reader.FileMetaData.NumRowGroups, reader.FileMetaData.NumRows));
    }
}
