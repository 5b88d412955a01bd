using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Xunit;

namespace Compliance.AuditSink.Tests.Archive;

public sealed class PartitionArchiveTests
{
    [Fact]
    public void A_range_becomes_one_file_for_each_hour_of_its_events()
    {
        using var folder = new ArchiveFolder();
        using (var archive = folder.Open())
        {
            // given an hour's events, and one that came late from the hour before
            archive.Take(10, 0, Sample.Batch(1, 100));
            var late = Sample.Fetch(101);
            late.Timestamp -= 3_600_000_000;
            archive.Take(11, 0, Sample.Batch([late]));

            archive.Roll();
        }

        Assert.Equal(
            ["date=2026-11-25/hour=11/compliance.audit-0-10-11.parquet", "date=2026-11-25/hour=12/compliance.audit-0-10-11.parquet"],
            folder.Files);
        var entry = Assert.Single(folder.Manifest);
        Assert.Equal((10, 11, 101, 12), (entry.First, entry.Last, entry.Rows, entry.Last + 1));
        Assert.Equal([1, 100], entry.Files.Select(file => file.Rows));
        using var duck = new Duck(folder.Path);
        Assert.Equal(101, duck.Count());
        Assert.Equal(101L, duck.One("count(distinct event_id)"));
    }

    [Fact]
    public void The_manifest_tells_size_hash_and_times_of_each_file()
    {
        using var folder = new ArchiveFolder();
        using (var archive = folder.Open())
        {
            archive.Take(0, 0, Sample.Batch(1, 50));
            archive.Roll();
        }

        var file = Assert.Single(Assert.Single(folder.Manifest).Files);
        var bytes = File.ReadAllBytes(System.IO.Path.Combine(folder.Path, file.Path));
        Assert.Equal(bytes.Length, file.Bytes);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), file.Sha256);
        Assert.Equal((Sample.Fetch(1).Timestamp, Sample.Fetch(50).Timestamp), (file.FirstTime, file.LastTime));
    }

    [Fact]
    public void It_is_due_by_rows_by_time_and_by_bytes()
    {
        using var folder = new ArchiveFolder(new RollSettings { Rows = 100, Seconds = 10 });
        using var archive = folder.Open();
        Assert.False(archive.IsDue);

        archive.Take(0, 0, Sample.Batch(1, 50));
        Assert.False(archive.IsDue);
        folder.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(archive.IsDue);

        archive.Roll();
        Assert.False(archive.IsDue);
        archive.Take(1, 0, Sample.Batch(51, 150));
        Assert.True(archive.IsDue);

        using var small = new ArchiveFolder(new RollSettings { Bytes = 1 });
        using var another = small.Open();
        another.Take(0, 0, Sample.Batch(1, 2));
        Assert.True(another.IsDue); // the file begins with its magic
    }

    [Fact]
    public void Events_of_many_hours_close_a_range_early()
    {
        using var folder = new ArchiveFolder();
        using var archive = folder.Open();
        for (var i = 0; i < 24; i++)
        {
            Assert.False(archive.IsDue);
            var e = Sample.Fetch(i + 1);
            e.Timestamp -= i * 3_600_000_000L;
            archive.Take(i, 0, Sample.Batch([e]));
        }

        Assert.True(archive.IsDue);
    }

    [Fact]
    public void What_was_gathered_and_not_rolled_is_forgotten_and_read_again()
    {
        using var folder = new ArchiveFolder();
        using (var archive = folder.Open())
        {
            archive.Take(0, 0, Sample.Batch(1, 10));
            archive.Roll();
            archive.Take(1, 0, Sample.Batch(11, 20));
        }

        using (var again = folder.Open())
        {
            Assert.Equal(1, again.Next);
            Assert.Empty(Directory.GetFiles(System.IO.Path.Combine(folder.Path, ArchiveLayout.WritingFolder)));
            again.Take(1, 0, Sample.Batch(11, 20));
            again.Roll();
        }

        using var duck = new Duck(folder.Path);
        Assert.Equal((20, 20L), (duck.Count(), duck.One("count(distinct sequence)")));
    }

    [Fact]
    public void Repeats_of_the_proxy_are_dropped_even_across_a_restart()
    {
        using var folder = new ArchiveFolder();
        using (var archive = folder.Open())
        {
            archive.Take(0, 0, Sample.Batch(1, 10));
            archive.Take(1, 0, Sample.Batch(1, 10));
            archive.Take(2, 0, Sample.Batch(6, 15));
            archive.Roll();
        }

        using (var again = folder.Open())
        {
            again.Take(3, 0, Sample.Batch(1, 16));
            again.Roll();
        }

        using var duck = new Duck(folder.Path);
        Assert.Equal((16, 16L), (duck.Count(), duck.One("count(distinct sequence)")));
    }

    [Fact]
    public void A_range_of_nothing_but_repeats_moves_on_without_a_file()
    {
        using var folder = new ArchiveFolder();
        using var archive = folder.Open();
        archive.Take(0, 0, Sample.Batch(1, 10));
        archive.Roll();
        archive.Take(1, 0, Sample.Batch(1, 10));
        archive.Roll();

        Assert.Equal(2, archive.Next);
        Assert.Empty(folder.Manifest[1].Files);
    }

    [Fact]
    public void An_offset_that_was_taken_is_not_taken_again()
    {
        using var folder = new ArchiveFolder();
        using var archive = folder.Open();
        archive.Take(5, 0, Sample.Batch(1, 10));
        archive.Take(5, 0, Sample.Batch(11, 20));
        archive.Roll();
        archive.Take(4, 0, Sample.Batch(11, 20));

        Assert.False(archive.IsDue);
        Assert.Equal(10, Assert.Single(folder.Manifest).Rows);
    }

    [Fact]
    public void Two_cannot_write_one_partition_but_two_partitions_can_be_written()
    {
        using var folder = new ArchiveFolder();
        using var first = folder.Open();
        using var other = folder.Open(partition: 1);

        var e = Assert.Throws<IOException>(() => folder.Open());

        Assert.Contains("another sink", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_a_topic_with_a_similar_name_are_let_alone()
    {
        using var folder = new ArchiveFolder();
        var writing = System.IO.Path.Combine(folder.Path, ArchiveLayout.WritingFolder);
        Directory.CreateDirectory(writing);
        var ours = System.IO.Path.Combine(writing, "compliance.audit-0-7-2026112512.parquet");
        var others = System.IO.Path.Combine(writing, "compliance.audit-0-1-7-2026112512.parquet"); // topic compliance.audit-0, partition 1
        File.WriteAllText(ours, "");
        File.WriteAllText(others, "");

        using var archive = folder.Open();

        Assert.Equal((false, true), (File.Exists(ours), File.Exists(others)));
    }
}
