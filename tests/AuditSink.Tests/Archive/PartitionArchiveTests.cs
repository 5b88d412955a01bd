using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Xunit;

namespace Compliance.AuditSink.Tests.Archive;

public sealed class PartitionArchiveTests
{
    [Fact]
    public async Task A_range_becomes_one_file_for_each_hour_of_its_events()
    {
        using var folder = new ArchiveFolder();
        using (var archive = await folder.OpenAsync())
        {
            // given an hour's events, and one that came late from the hour before
            archive.Take(10, 0, Sample.Batch(1, 100));
            var late = Sample.Fetch(101);
            late.Timestamp -= 3_600_000_000;
            archive.Take(11, 0, Sample.Batch([late]));

            await archive.RollAsync(default);
        }

        var entry = Assert.Single(folder.Manifest);
        Assert.Equal(
            [$"date=2026-11-25/hour=11/compliance.audit-0-10-11-{entry.Writer}.parquet", $"date=2026-11-25/hour=12/compliance.audit-0-10-11-{entry.Writer}.parquet"],
            folder.Files);
        Assert.Equal((0, 10, 11, 101), (entry.Number, entry.First, entry.Last, entry.Rows));
        Assert.Equal([1, 100], entry.Files.Select(file => file.Rows));
        using var duck = new Duck(folder.Path);
        Assert.Equal(101, duck.Count());
        Assert.Equal(101L, duck.One("count(distinct event_id)"));
    }

    [Fact]
    public async Task The_manifest_tells_size_hash_and_times_of_each_file()
    {
        using var folder = new ArchiveFolder();
        using (var archive = await folder.OpenAsync())
        {
            archive.Take(0, 0, Sample.Batch(1, 50));
            await archive.RollAsync(default);
        }

        var file = Assert.Single(Assert.Single(folder.Manifest).Files);
        var bytes = File.ReadAllBytes(System.IO.Path.Combine(folder.Path, file.Path));
        Assert.Equal(bytes.Length, file.Bytes);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), file.Sha256);
        Assert.Equal((Sample.Fetch(1).Timestamp, Sample.Fetch(50).Timestamp), (file.FirstTime, file.LastTime));
    }

    [Fact]
    public async Task It_is_due_by_rows_by_time_and_by_bytes()
    {
        using var folder = new ArchiveFolder(new RollSettings { Rows = 100, Seconds = 10 });
        using var archive = await folder.OpenAsync();
        Assert.False(archive.IsDue);

        archive.Take(0, 0, Sample.Batch(1, 50));
        Assert.False(archive.IsDue);
        folder.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(archive.IsDue);

        await archive.RollAsync(default);
        Assert.False(archive.IsDue);
        archive.Take(1, 0, Sample.Batch(51, 150));
        Assert.True(archive.IsDue);

        using var small = new ArchiveFolder(new RollSettings { Bytes = 1 });
        using var another = await small.OpenAsync();
        another.Take(0, 0, Sample.Batch(1, 2));
        Assert.True(another.IsDue); // the file begins with its magic
    }

    [Fact]
    public async Task Events_of_many_hours_close_a_range_early()
    {
        using var folder = new ArchiveFolder();
        using var archive = await folder.OpenAsync();
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
    public async Task What_was_gathered_and_not_rolled_is_forgotten_and_read_again()
    {
        using var folder = new ArchiveFolder();
        using (var archive = await folder.OpenAsync())
        {
            archive.Take(0, 0, Sample.Batch(1, 10));
            await archive.RollAsync(default);
            archive.Take(1, 0, Sample.Batch(11, 20));
        }

        using (var again = await folder.OpenAsync())
        {
            Assert.Equal(1, again.Next);
            Assert.Empty(folder.Writing);
            again.Take(1, 0, Sample.Batch(11, 20));
            await again.RollAsync(default);
        }

        using var duck = new Duck(folder.Path);
        Assert.Equal((20, 20L), (duck.Count(), duck.One("count(distinct sequence)")));
    }

    [Fact]
    public async Task Repeats_of_the_proxy_are_dropped_even_across_a_restart()
    {
        using var folder = new ArchiveFolder();
        using (var archive = await folder.OpenAsync())
        {
            archive.Take(0, 0, Sample.Batch(1, 10));
            archive.Take(1, 0, Sample.Batch(1, 10));
            archive.Take(2, 0, Sample.Batch(6, 15));
            await archive.RollAsync(default);
        }

        using (var again = await folder.OpenAsync())
        {
            again.Take(3, 0, Sample.Batch(1, 16));
            await again.RollAsync(default);
        }

        using var duck = new Duck(folder.Path);
        Assert.Equal((16, 16L), (duck.Count(), duck.One("count(distinct sequence)")));
    }

    [Fact]
    public async Task A_range_of_nothing_but_repeats_moves_on_without_a_file()
    {
        using var folder = new ArchiveFolder();
        using var archive = await folder.OpenAsync();
        archive.Take(0, 0, Sample.Batch(1, 10));
        await archive.RollAsync(default);
        archive.Take(1, 0, Sample.Batch(1, 10));
        await archive.RollAsync(default);

        Assert.Equal(2, archive.Next);
        Assert.Empty(folder.Manifest[1].Files);
    }

    [Fact]
    public async Task An_offset_that_was_taken_is_not_taken_again()
    {
        using var folder = new ArchiveFolder();
        using var archive = await folder.OpenAsync();
        archive.Take(5, 0, Sample.Batch(1, 10));
        archive.Take(5, 0, Sample.Batch(11, 20));
        await archive.RollAsync(default);
        archive.Take(4, 0, Sample.Batch(11, 20));

        Assert.False(archive.IsDue);
        Assert.Equal(10, Assert.Single(folder.Manifest).Rows);
    }

    [Fact]
    public async Task Partitions_have_entries_of_their_own()
    {
        using var folder = new ArchiveFolder();
        using var first = await folder.OpenAsync();
        using var second = await folder.OpenAsync(partition: 1);
        first.Take(0, 0, Sample.Batch(1, 10));
        second.Take(7, 0, Sample.Batch(1, 10, "proxy-2"));

        await first.RollAsync(default);
        await second.RollAsync(default);

        Assert.Equal([(0, 0L, 0L), (1, 0L, 7L)], folder.Manifest.Select(entry => (entry.Partition, entry.Number, entry.First)));
    }
}
