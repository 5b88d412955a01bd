using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Ledger.Merkle;

namespace Compliance.Ledger.Verify;

/// <summary>One partition's log, whole: its entries, checkpoints, files and sequences. One use.</summary>
internal sealed class LogCheck : IDisposable
{
    private readonly ArchiveView _archive;
    private readonly VerificationPlan _plan;
    private readonly TreeHasher _hasher = new();
    private readonly string _log;
    private readonly string _topic;
    private readonly int _partition;
    private readonly CheckpointCheck _checkpoints;

    public LogCheck(ArchiveView archive, VerificationPlan plan, string topic, int partition)
    {
        (_archive, _plan, _topic, _partition, _log) = (archive, plan, topic, partition, $"{topic}/{partition}");
        var (origin, prefix) = (LogLayout.Origin(plan.Ledger, topic, partition), LogLayout.Prefix(topic, partition));
        History = new LogHistory(_log, origin, archive.Entries(topic, partition), plan.FirstKey, _hasher);
        _checkpoints = new CheckpointCheck(_log, origin, prefix, History, archive.Store, plan, _hasher);
    }

    public LogHistory History { get; }
    public long Checkpoints => _checkpoints.Checked;
    public long Rows { get; private set; }
    public long Bytes { get; private set; }

    /// <summary>Reads the entries and judges them by the checkpoints.</summary>
    public async Task<IReadOnlyList<Finding>> CheckEntriesAsync(TimeProvider time, CancellationToken stop)
    {
        await History.ReadAsync(long.MaxValue, stop);
        var findings = (await _checkpoints.RunAsync(time, stop)).ToList();
        findings.AddRange(History.Findings);
        ManifestEntry? before = null;
        foreach (var (index, entry) in History.Entries.Index())
        {
            if (entry is null)
                continue;
            if (entry.Number != index || entry.Topic != _topic || entry.Partition != _partition || (before is not null && entry.First <= before.Last) || entry.Last < entry.First - 1)
                findings.Add(new Finding(FindingKind.EntryOutOfPlace, _log, $"{_log} entry {index} has another number or partition, or its range {entry.First} to {entry.Last} is not behind the entry before.") { Entry = index });
            before = entry;
        }

        for (var i = 0; i < findings.Count; i++)
            findings[i] = await NameEventAsync(findings[i], stop);
        return findings;
    }

    /// <summary>Reads the files, several side by side, and counts their sequences in the order of the entries.</summary>
    /// <param name="removed">Paths that later entries took out of the archive.</param>
    /// <param name="done">Called after each file.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<IReadOnlyList<Finding>> CheckFilesAsync(IReadOnlySet<string> removed, Action<FileResult> done, CancellationToken stop)
    {
        var work = new FileCheck(_archive, _log);
        var sequences = new SequenceCheck(_log);
        var findings = new List<Finding>();
        using var slots = new SemaphoreSlim(_plan.Parallel);
        var ahead = new Queue<(long Index, ManifestEntry Entry, Task<FileResult>[] Files)>();
        foreach (var (index, entry) in History.Entries.Index())
        {
            if (entry is null)
                continue;
            var tasks = entry.Files.Where(file => !removed.Contains(file.Path)).Select(file => RunAsync(work, slots, index, entry, file, stop)).ToArray();
            ahead.Enqueue((index, entry, tasks));
            // As many entries in the air as files may be: what they hold is kept only until it is counted.
            if (ahead.Count > _plan.Parallel)
                findings.AddRange(await CountAsync(ahead.Dequeue(), sequences, done));
        }

        while (ahead.TryDequeue(out var next))
            findings.AddRange(await CountAsync(next, sequences, done));
        return findings;
    }

    public void Dispose() => _hasher.Dispose();

    private static async Task<FileResult> RunAsync(FileCheck work, SemaphoreSlim slots, long index, ManifestEntry entry, ArchiveFile file, CancellationToken stop)
    {
        await slots.WaitAsync(stop);
        try
        {
            return await Task.Run(() => work.RunAsync(index, entry, file, stop), stop);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<IEnumerable<Finding>> CountAsync(
        (long Index, ManifestEntry Entry, Task<FileResult>[] Files) item, SequenceCheck sequences, Action<FileResult> done)
    {
        var results = await Task.WhenAll(item.Files);
        foreach (var result in results)
        {
            Rows += result.Rows;
            Bytes += result.Bytes;
            done(result);
        }

        SequenceTally? tally = null;
        // What was compacted was counted when it came; what was purged cannot be counted any more.
        if (results.Length == item.Entry.Files.Count && item.Entry.Kind is null or EntryKind.Range or EntryKind.Heartbeat or EntryKind.Rotation && Array.TrueForAll(results, result => result.Tally is not null))
        {
            tally = new SequenceTally();
            foreach (var result in results)
                tally.Add(result.Tally!);
        }

        return results.SelectMany(result => result.Findings).Concat(sequences.Check(item.Index, item.Entry, tally));
    }

    // An entry's first event: of its first file, or where it has none, what the marks say would come next.
    private async Task<Finding> NameEventAsync(Finding finding, CancellationToken stop)
    {
        if (!finding.IsFailure || finding.FirstEvent is not null || finding.Entry is not { } first)
            return finding;
        foreach (var entry in History.Entries.Skip((int)first).OfType<ManifestEntry>().Where(entry => entry.Files.Count > 0))
        {
            var file = entry.Files[0];
            if (await RowReader.ReadAsync(await _archive.OpenAsync(entry, file, stop), 0, stop) is { } reference)
                return finding with { FirstEvent = reference, File = file.Path, Row = 0 };
        }

        var mark = History.Entries.Take((int)first).OfType<ManifestEntry>().LastOrDefault()?.Sequences.MaxBy(mark => mark.Epoch);
        return mark is null ? finding : finding with { FirstEvent = new EventReference(null, mark.Proxy, mark.Epoch, mark.Next, null) };
    }
}
