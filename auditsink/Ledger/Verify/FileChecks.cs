using Compliance.Events.Archive;

namespace Compliance.Ledger.Verify;

/// <summary>
/// Checks the files of one log, so many side by side as there are slots, and each once: those of an entry that a compacted file stands for by
/// parts of that one, which is read when the first of them is wanted. One owner; the checks themselves run on the pool.
/// </summary>
internal sealed class FileChecks(ArchiveView archive, string log, LogHistory history, int slots, CancellationToken stop) : IDisposable
{
    private readonly FileCheck _check = new(archive, log);
    private readonly SemaphoreSlim _slots = new(slots);
    private readonly Dictionary<long, Task<(FileResult Own, FileResult[] Parts)>> _compacted = [];

    public Compactions Compactions { get; } = new(log);

    /// <summary>Checks begun so far.</summary>
    public long Begun { get; private set; }

    /// <summary>A check for each file of an entry, but for purged ones.</summary>
    public Task<FileResult>[] Begin(long index, ManifestEntry entry)
    {
        if (entry.Kind != EntryKind.Compaction)
            return [.. entry.Files.Where(file => !Compactions.IsPurged(file.Path)).Select(file => Begin(index, entry, file))];
        return Compactions.At(index) is { } compaction && !Compactions.IsPurged(compaction.File.Path) ? [OwnAsync(Last(compaction))] : [];
    }

    /// <summary>
    /// What stands for a file that is not where its entry says: a sink at work may have compacted it since. Null: nothing does.
    /// </summary>
    public async Task<FileResult?> ReplacementAsync(ArchiveFile file)
    {
        await history.ReadAsync(long.MaxValue, stop);
        Compactions.Follow(history.Entries);
        return Compactions.Of(file.Path) is var (compaction, part) ? await PartAsync(Compacted(compaction), part) : null;
    }

    public void Dispose() => _slots.Dispose();

    private Task<FileResult> Begin(long index, ManifestEntry entry, ArchiveFile file)
    {
        if (Compactions.Of(file.Path) is not var (compaction, part))
            return InSlotAsync(() => _check.RunAsync(index, entry, file, stop));
        return Compactions.IsPurged(compaction.File.Path)
            ? Task.FromResult(new FileResult(0, 0, null, []) { IsPart = true })
            : PartAsync(Compacted(compaction), part);
    }

    private static async Task<FileResult> OwnAsync(Task<(FileResult Own, FileResult[] Parts)> task) => (await task).Own;

    // What a part holds is handed out once: only so are the sequences of a large file not kept until its own entry comes.
    private static async Task<FileResult> PartAsync(Task<(FileResult Own, FileResult[] Parts)> task, int part)
    {
        var (_, parts) = await task;
        var result = parts[part];
        parts[part] = new FileResult(0, 0, null, []) { IsPart = true };
        return result;
    }

    private Task<(FileResult Own, FileResult[] Parts)> Compacted(Compaction compaction)
    {
        if (!_compacted.TryGetValue(compaction.Index, out var task))
            _compacted.Add(compaction.Index, task = InSlotAsync(() => _check.RunAsync(compaction, stop)));
        return task;
    }

    // Entries that it stands for come before its own: after that nobody asks for it.
    private Task<(FileResult Own, FileResult[] Parts)> Last(Compaction compaction)
    {
        var task = Compacted(compaction);
        _compacted.Remove(compaction.Index);
        return task;
    }

    private Task<T> InSlotAsync<T>(Func<Task<T>> check)
    {
        Begun++;
        return RunAsync();

        async Task<T> RunAsync()
        {
            await _slots.WaitAsync(stop);
            try
            {
                return await Task.Run(check, stop);
            }
            finally
            {
                _slots.Release();
            }
        }
    }
}
