using System.Buffers.Binary;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>What a killed process leaves. The test starts itself once more, in a process of its own, as the one to be killed.</summary>
public sealed class KillTests : IDisposable
{
    private const string FolderVariable = "COMPLIANCE_TEST_JOURNAL";
    private readonly TempFolder _folder = new("kill");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_event_that_was_taken_before_a_kill_is_read_back()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } shared)
            await AppendUntilKilled(shared);
        var journal = _folder.Combine("journal");
        var epochs = 0;
        for (var round = 0; round < 3; round++)
        {
            // Given a process whose sessions append without pause and note what was taken
            await using var victim = ChildProcess.Start(
                Path.Combine(AppContext.BaseDirectory, "Compliance.Gateway.Tests"), ["-method", $"{typeof(KillTests).FullName}.{nameof(Every_event_that_was_taken_before_a_kill_is_read_back)}"],
                new Dictionary<string, string?> { [FolderVariable] = _folder.Path });
            await Eventually.TrueAsync(() => Noted() > 2000 * (round + 1), TimeSpan.FromSeconds(60), "the process to append");

            // When it is killed in the midst of it
            victim.Signal("KILL");
            await victim.WaitForExitAsync(TimeSpan.FromSeconds(10));

            // Then everything it noted stands in the journal, in order and without a gap
            var content = JournalContent.Of(journal);
            var ofRound = content.Events.Where(e => e.Epoch == content.Events[^1].Epoch).Select(e => e.Sequence).ToList();
            Assert.Empty(content.Gaps);
            Assert.Equal(Enumerable.Range(1, ofRound.Count).Select(i => (long)i), ofRound);
            Assert.InRange(Noted(), 1, ofRound.Count);
            Assert.Equal(++epochs, content.Events.Select(e => e.Epoch).Distinct().Count());
            Array.ForEach(Directory.GetFiles(_folder.Path, "noted-*"), File.Delete);
        }
    }

    private static async Task AppendUntilKilled(string folder)
    {
        await using var journal = new OpenJournal(SamplePlan.In(Path.Combine(folder, "journal")));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(session => Task.Run(async () =>
        {
            // One note per session: the highest sequence it was given. A write that has returned survives the kill.
            using var note = File.OpenHandle(Path.Combine(folder, $"noted-{session}"), FileMode.Create, FileAccess.Write);
            var bytes = new byte[8];
            while (true)
            {
                var taken = await journal.AppendAsync();
                BinaryPrimitives.WriteInt64LittleEndian(bytes, taken.Sequence);
                RandomAccess.Write(note, bytes, 0);
            }
        })));
    }

    private long Noted() => Directory.GetFiles(_folder.Path, "noted-*").Select(File.ReadAllBytes)
        .Select(bytes => bytes.Length == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0).DefaultIfEmpty().Max();
}
