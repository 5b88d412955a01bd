using System.Text;
using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Ledger.Merkle;
using Compliance.Signing;

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
    private readonly FileChecks _files;

    public LogCheck(ArchiveView archive, VerificationPlan plan, string topic, int partition, CancellationToken stop)
    {
        (_archive, _plan, _topic, _partition, _log) = (archive, plan, topic, partition, $"{topic}/{partition}");
        var (origin, prefix) = (LogLayout.Origin(plan.Ledger, topic, partition), LogLayout.Prefix(topic, partition));
        History = new LogHistory(_log, origin, archive.Entries(topic, partition), plan.FirstKey, _hasher);
        _checkpoints = new CheckpointCheck(_log, origin, prefix, History, archive.Store, plan, _hasher);
        _files = new FileChecks(archive, _log, History, plan.Parallel, stop);
    }

    /// <summary>Topic and partition.</summary>
    public string Name => _log;
    public LogHistory History { get; }
    public long Checkpoints => _checkpoints.Checked;
    public long Rows { get; private set; }
    public long Bytes { get; private set; }

    /// <summary>Why that note is no checkpoint of this log's entries as they stand; null: it is one.</summary>
    public string? Objection(string note) => History.Objection(SignedNote.TryParse(Encoding.UTF8.GetBytes(note)));

    /// <summary>Reads the entries and judges them by the checkpoints.</summary>
    public async Task<IReadOnlyList<Finding>> CheckEntriesAsync(TimeProvider time, CancellationToken stop)
    {
        await History.ReadAsync(long.MaxValue, stop);
        _files.Compactions.Follow(History.Entries);
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

    /// <summary>These files were purged, so that they are not looked for.</summary>
    public void Purge(IReadOnlySet<string> paths) => _files.Compactions.Purge(paths);

    /// <summary>Files that stand for themselves, so that each is read.</summary>
    public long Files => _files.Compactions.Files;

    /// <summary>Reads the files, several side by side, and counts their sequences in the order of the entries.</summary>
    /// <param name="done">Called after each file.</param>
    public async Task<IReadOnlyList<Finding>> CheckFilesAsync(Action<FileResult> done)
    {
        var sequences = new SequenceCheck(_log);
        var findings = new List<Finding>();
        var ahead = new Queue<(long Index, ManifestEntry Entry, Task<FileResult>[] Files, long Begun)>();
        var counted = 0L;
        var count = History.Entries.Count;
        for (var index = 0; index < count; index++)
        {
            if (History.Entries[index] is not { } entry)
                continue;
            ahead.Enqueue((index, entry, _files.Begin(index, entry), _files.Begun));
            // Twice as many files ahead as are read side by side, so that a large one holds nobody up; what they hold is kept until it is counted.
            while (_files.Begun - counted > 2 * _plan.Parallel)
                await CountNextAsync();
        }

        while (ahead.Count > 0)
            await CountNextAsync();
        findings.AddRange(_files.Compactions.Findings);
        return findings;

        async Task CountNextAsync()
        {
            var (index, entry, files, begun) = ahead.Dequeue();
            counted = begun;
            findings.AddRange(await CountAsync(index, entry, files, sequences, done));
        }
    }

    public void Dispose()
    {
        _files.Dispose();
        _hasher.Dispose();
    }

    private async Task<IEnumerable<Finding>> CountAsync(long index, ManifestEntry entry, Task<FileResult>[] files, SequenceCheck sequences, Action<FileResult> done)
    {
        var results = await Task.WhenAll(files);
        for (var i = 0; i < results.Length; i++)
        {
            if (entry.Kind != EntryKind.Compaction && results[i].Findings is [{ Kind: FindingKind.FileMissing, File: { } path }])
                results[i] = await _files.ReplacementAsync(entry.Files.First(file => file.Path == path)) ?? results[i];
            Rows += results[i].Rows;
            Bytes += results[i].Bytes;
            if (!results[i].IsPart)
                done(results[i]);
        }

        SequenceTally? tally = null;
        // What was purged cannot be counted any more; what was compacted counts for the entries that it came with, by its parts.
        if ((entry.Kind == EntryKind.Compaction || results.Length == entry.Files.Count) && Array.TrueForAll(results, result => result.Tally is not null))
        {
            tally = new SequenceTally();
            foreach (var result in results)
                tally.Add(result.Tally!);
        }

        return results.SelectMany(result => result.Findings).Concat(sequences.Check(index, entry, tally));
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
