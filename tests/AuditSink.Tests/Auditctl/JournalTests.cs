using Compliance.Auditctl;
using Compliance.Auditctl.Access;
using Compliance.Events;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>The journal of uses over several files: bounded work for each record, one chain through all of them.</summary>
public sealed class JournalTests : IDisposable
{
    private const long Full = 300;
    private readonly TempFolder _folder = new("journal");

    private string Journal => AccessJournal.PathIn(_folder.Path);

    [Fact]
    public async Task A_full_file_is_put_aside_and_the_sequence_goes_on()
    {
        await RecordAsync(20);

        Assert.True(Files().Length > 3);
        Assert.All(Files(), file => Assert.InRange(new FileInfo(file).Length, 1, Full + 500));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), (await AccessJournal.ReadAsync(Journal, default)).Select(use => use.Sequence));
    }

    [Fact]
    public async Task A_crash_right_after_a_file_was_put_aside_loses_nothing()
    {
        await RecordAsync(1);
        File.Move(Journal, AccessJournal.FullPath(Journal, 1));

        Assert.Single(await AccessJournal.ReadAsync(Journal, default));
        await RecordAsync(1);

        Assert.Equal([1L, 2L], (await AccessJournal.ReadAsync(Journal, default)).Select(use => use.Sequence));
    }

    [Fact]
    public async Task A_file_that_is_taken_out_or_moved_shows()
    {
        await RecordAsync(20);
        var files = Files();

        File.Move(files[1], files[1] + ".away");
        Assert.Contains("does not follow", (await Assert.ThrowsAsync<ArchiveException>(() => AccessJournal.ReadAsync(Journal, default))).Message, StringComparison.Ordinal);
        File.Move(files[1] + ".away", files[1]);

        File.Move(files[0], files[0] + ".away");
        await Assert.ThrowsAsync<ArchiveException>(() => AccessJournal.ReadAsync(Journal, default));
        File.Move(files[0] + ".away", files[0]);
        Assert.Equal(20, (await AccessJournal.ReadAsync(Journal, default)).Count);

        foreach (var full in AccessJournal.Full(Journal))
            File.Delete(full);
        await Assert.ThrowsAsync<ArchiveException>(() => AccessJournal.ReadAsync(Journal, default));
        await Assert.ThrowsAsync<NotRecordedException>(() => RecordAsync(1));
    }

    [Fact]
    public async Task Several_at_once_put_a_file_aside_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => RecordAsync(10))));

        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), (await AccessJournal.ReadAsync(Journal, default)).Select(use => use.Sequence));
    }

    public void Dispose() => _folder.Dispose();

    private string[] Files() => [.. Directory.GetFiles(Path.Combine(_folder.Path, AccessJournal.Folder)).Order(StringComparer.Ordinal)];

    private async Task RecordAsync(int uses)
    {
        using var log = new JournalAccessLog(Journal, TimeProvider.System, Full);
        for (var i = 0; i < uses; i++)
            await log.RecordAsync(new AuditEvent { Id = Guid.CreateVersion7(), Timestamp = 1, Action = "audit.query", Outcome = "success" }, default);
    }
}
