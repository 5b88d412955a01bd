using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Xunit;

namespace Compliance.AuditSink.Tests.Archive;

/// <summary>Each place at which a roll can be cut off, made by hand; the test that kills a process at random is another.</summary>
public sealed class CrashTests
{
    [Fact]
    public void Cut_off_before_the_line_the_files_are_cleared_away_and_the_range_is_read_again()
    {
        using var folder = new ArchiveFolder();
        var (line, files) = RollAndTakeBack(folder);

        using var archive = folder.Open();

        Assert.Null(archive.Next);
        Assert.Empty(folder.Files);
        Assert.NotEmpty(line);
        Assert.Equal(2, files);
    }

    [Fact]
    public void Cut_off_within_the_line_it_counts_as_not_written()
    {
        using var folder = new ArchiveFolder();
        var (line, _) = RollAndTakeBack(folder);
        File.WriteAllBytes(ManifestPath(folder), line[..^1]);

        using (var archive = folder.Open())
        {
            Assert.Null(archive.Next);
            Assert.Equal(0, new FileInfo(ManifestPath(folder)).Length);
            archive.Take(0, 0, Sample.Batch(1, 5));
            archive.Roll();
        }

        Assert.Equal(5, Assert.Single(folder.Manifest).Rows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Cut_off_between_the_line_and_the_moves_the_rest_is_moved_at_the_next_start(int moved)
    {
        using var folder = new ArchiveFolder();
        var (line, _) = RollAndTakeBack(folder);
        File.WriteAllBytes(ManifestPath(folder), line);
        var entry = Assert.Single(folder.Manifest);
        foreach (var file in entry.Files.Take(moved))
            File.Move(ArchiveLayout.Find(folder.Path, entry, file), Path.Combine(folder.Path, file.Path));
        // a reader that goes by the manifest finds all rows even now
        Assert.All(entry.Files, file => Assert.True(File.Exists(ArchiveLayout.Find(folder.Path, entry, file))));

        using var archive = folder.Open();

        Assert.Equal(1, archive.Next);
        using var duck = new Duck(folder.Path);
        Assert.Equal(11, duck.Count());
    }

    [Fact]
    public void A_damaged_line_that_others_follow_stops_the_sink()
    {
        using var folder = new ArchiveFolder();
        var (line, _) = RollAndTakeBack(folder);
        File.WriteAllBytes(ManifestPath(folder), [.. line[..^10], (byte)'\n', .. line]);

        var e = Assert.Throws<InvalidDataException>(() => folder.Open());

        Assert.Contains(":1:", e.Message, StringComparison.Ordinal);
    }

    // Rolls a range of two hours, then undoes the moves and the line, as if the process had died before them.
    private static (byte[] Line, int Files) RollAndTakeBack(ArchiveFolder folder)
    {
        using (var archive = folder.Open())
        {
            var late = Sample.Fetch(11);
            late.Timestamp -= 3_600_000_000;
            archive.Take(0, 0, Sample.Batch([.. Enumerable.Range(1, 10).Select(i => Sample.Fetch(i)), late]));
            archive.Roll();
        }

        var line = File.ReadAllBytes(ManifestPath(folder));
        var entry = Assert.Single(folder.Manifest);
        foreach (var file in entry.Files)
            File.Move(Path.Combine(folder.Path, file.Path), Path.Combine(folder.Path, ArchiveLayout.WritingFolder, ArchiveLayout.WritingName(entry, file)));
        File.Delete(ManifestPath(folder));
        return (line, entry.Files.Count);
    }

    private static string ManifestPath(ArchiveFolder folder) => ArchiveLayout.ManifestPath(folder.Path, ArchiveFolder.Topic, 0);
}
