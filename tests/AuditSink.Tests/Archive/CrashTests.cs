using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Xunit;

namespace Compliance.AuditSink.Tests.Archive;

/// <summary>Each place at which a roll can be cut off, made by hand; the tests that kill a process are others.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Cut_off_before_the_entry_the_range_is_read_again_and_its_files_go_once_the_number_is_taken()
    {
        using var folder = new ArchiveFolder();
        await RollAndTakeBackAsync(folder);

        // given that whoever wrote the files may only stand still, and create the entry yet: they stay
        using var archive = await folder.OpenAsync();
        Assert.Null(archive.Next);
        Assert.Equal(2, folder.Writing.Length);

        archive.Take(0, 0, Sample.Batch(1, 5));
        await archive.RollAsync(default);

        Assert.Empty(folder.Writing);
        Assert.Equal(5, Assert.Single(folder.Manifest).Rows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Cut_off_between_the_entry_and_the_moves_the_rest_is_moved_by_who_comes_next(int moved)
    {
        using var folder = new ArchiveFolder();
        var entry = await RollAndTakeBackAsync(folder);
        Assert.True(await folder.Log().TryAppendAsync(entry, default));
        foreach (var file in entry.Files.Take(moved))
            File.Move(folder.Written(entry, file), Path.Combine(folder.Path, file.Path));
        // a reader that goes by the entries finds all rows even now
        foreach (var file in entry.Files)
            Assert.NotNull(await folder.FindAsync(entry, file));

        using var archive = await folder.OpenAsync();

        Assert.Equal(1, archive.Next);
        Assert.Empty(folder.Writing);
        using var duck = new Duck(folder.Path);
        Assert.Equal(11, duck.Count());
    }

    [Fact]
    public async Task Cut_off_while_the_entry_is_written_there_is_no_entry()
    {
        using var folder = new ArchiveFolder();
        await RollAndTakeBackAsync(folder);
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "_writing", "new")).FullName, "half"), [1, 2, 3]);

        using var archive = await folder.OpenAsync();

        Assert.Null(archive.Next);
        Assert.Empty(folder.Manifest);
    }

    [Theory]
    [InlineData("damage")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_damaged_entry_stops_the_sink(string text)
    {
        using var folder = new ArchiveFolder();
        var entry = await RollAndTakeBackAsync(folder);
        File.WriteAllText(Path.Combine(folder.Path, ArchiveLayout.EntryName(entry.Topic, entry.Partition, 0)), text);

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => folder.OpenAsync());

        Assert.Contains("000000000000.json: this entry of the manifest is damaged", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_entry_stops_the_sink()
    {
        using var folder = new ArchiveFolder();
        using (var archive = await folder.OpenAsync())
        {
            for (var i = 0; i < 3; i++)
            {
                archive.Take(i, 0, Sample.Batch(i + 1, i + 1));
                await archive.RollAsync(default);
            }
        }

        File.Delete(Path.Combine(folder.Path, ArchiveLayout.EntryName(ArchiveFolder.Topic, 0, 1)));

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => folder.OpenAsync());
        Assert.Contains("000000000001.json: this entry of the manifest is missing", e.Message, StringComparison.Ordinal);
    }

    // Rolls a range of two hours, then undoes the moves and the entry, as if the process had died before them.
    private static async Task<ManifestEntry> RollAndTakeBackAsync(ArchiveFolder folder)
    {
        using (var archive = await folder.OpenAsync())
        {
            var late = Sample.Fetch(11);
            late.Timestamp -= 3_600_000_000;
            archive.Take(0, 0, Sample.Batch([.. Enumerable.Range(1, 10).Select(i => Sample.Fetch(i)), late]));
            await archive.RollAsync(default);
        }

        var entry = Assert.Single(folder.Manifest);
        foreach (var file in entry.Files)
            File.Move(Path.Combine(folder.Path, file.Path), folder.Written(entry, file));
        File.Delete(Path.Combine(folder.Path, ArchiveLayout.EntryName(entry.Topic, entry.Partition, 0)));
        return entry;
    }
}
