using Compliance.AuditSink.Compaction;
using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Settings;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Custody;
using Compliance.Store;
using Compliance.Store.Entries;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// One partition's part of the archive. Gathers a range of offsets, then puts it into the archive as a whole:
/// <code>
/// empty --Take--> gathering --Roll--> files complete --> files lasting --> entry created --> files at their place --> empty
///                     \                     \__ store away: Roll again __/       \--number taken--> OwnershipLostException
///                      \--Dispose, crash--> forgotten, its files cleared away once the number has an entry
/// </code>
/// The entry decides: before it the range is read from Kafka again, after it it is never read again. So no row is left out and none is
/// there twice, whenever the process is killed, and whoever else believes that the partition is theirs: number n has one entry, its sequences
/// and offsets follow those of n - 1, and who comes second writes nothing. Owned by <see cref="ArchiveOutlet"/>; not thread-safe.
/// </summary>
internal sealed class PartitionArchive : IDisposable
{
    // Every open hour holds a file and buffers; events later than that many hours close the range early.
    private const int MaxHours = 24;

    private readonly IArchiveStore _store;
    private readonly EntryLog _log;
    private readonly RollSettings _roll;
    private readonly TimeProvider _time;
    private readonly RecordReader _reader;
    private readonly CustodyHead _custody;
    private readonly ILogger _logger;
    private readonly Stack<RowGroup> _spare = new();
    private readonly string _writer = Guid.NewGuid().ToString("N")[..12];
    private OpenRange? _range;
    private readonly List<ManifestEntry> _untold;
    private ManifestEntry? _entry;
    private ManifestEntry? _note;
    private ManifestEntry? _last;
    private bool _mayHaveLeftovers = true;

    private PartitionArchive(IArchiveStore store, EntryLog log, ManifestEntry? last, List<ManifestEntry> untold, RollSettings roll, TimeProvider time, ILogger logger)
    {
        (_store, _log, _last, _untold, _roll, _time, _logger) = (store, log, last, untold, roll, time, logger);
        _custody = new CustodyHead(store);
        _reader = new RecordReader(log.Topic, log.Partition, Sequences.From(last?.Sequences ?? []), logger);
        Number = last?.Number + 1 ?? 0;
        Next = last?.Last + 1;
    }

    /// <summary>The offset behind all that lasts in the archive; null while it is empty.</summary>
    public long? Next { get; private set; }

    /// <summary>When the newest entry was made, as it says.</summary>
    public long? NewestAt => _last?.At;

    /// <summary>Of the entry that will be created next.</summary>
    public long Number { get; private set; }

    public static async Task<PartitionArchive> OpenAsync(
        IArchiveStore store, string topic, int partition, RollSettings roll, TimeProvider time, ILogger logger, CancellationToken stop)
    {
        var log = new EntryLog(store, topic, partition);
        var last = (await log.LastAsync(stop))?.Entry;
        var archive = new PartitionArchive(store, log, last, await CompactionEvents.UntoldAsync(log, last, stop), roll, time, logger);
        await log.BundleAsync(stop);
        await archive.ClearLeftoversAsync(stop);
        return archive;
    }

    public bool IsDue => _entry is not null || (_range is not null && (_range.Rows >= _roll.Rows || _range.Bytes >= _roll.Bytes
        || _range.Hours >= MaxHours || _time.GetElapsedTime(_range.StartedAt).TotalSeconds >= _roll.Seconds));

    /// <summary>No range is being gathered, and none is on its way: the next number is free for an entry of another kind.</summary>
    public bool IsBetweenRanges => _range is null && _entry is null && _note is null && _last is not null;

    /// <summary>False: it was taken before.</summary>
    public bool Take(long offset, long time, byte[]? value)
    {
        if (offset < Next || offset <= _range?.Last)
            return false;
        if (_entry is not null)
            throw new InvalidOperationException("The range is complete and on its way: it takes no more records.");
        var range = _range ??= Begin(offset);
        range.Last = offset;
        _reader.Read(offset, time, value, range.Append);
        return true;
    }

    /// <summary>Adds a row of the sink's own to the range that is being gathered, of which there is a record already.</summary>
    public void Add(Action<AuditEvent> fill)
    {
        var e = new AuditEvent();
        fill(e);
        _range!.Append(e);
    }

    /// <summary>
    /// Puts what is gathered into the archive, and returns its entry; null if there was nothing. After a <see cref="StoreAwayException"/> it may be called again
    /// and goes on where it was; after any other exception this partition must be opened anew.
    /// </summary>
    public async Task<ManifestEntry?> RollAsync(CancellationToken stop)
    {
        await SettleAsync(stop);
        if (_entry is null && _range is { } range)
        {
            // Before the files are closed: that happens once.
            var custody = await _custody.ReadAsync(stop);
            _entry = new ManifestEntry(Number, _log.Topic, _log.Partition, range.First, range.Last, range.Rows, range.Finish(), _reader.Sequences.ToMarks(), _writer)
            {
                Kind = EntryKind.Range,
                At = EventTime.Micros(_time.GetUtcNow()),
                Custody = custody,
            };
        }

        return _entry is null ? null : await FinishAsync(_entry, stop);
    }

    /// <summary>
    /// Puts a compacted file into the archive in the place of those that it stands for, and returns its entry. Only between ranges. Ends as
    /// <see cref="RollAsync"/> does, which also goes on with it.
    /// </summary>
    public async Task<ManifestEntry> ReplaceAsync(CompactedFile compacted, CancellationToken stop)
    {
        if (!IsBetweenRanges)
            throw new InvalidOperationException("A range has the next number already.");
        var custody = await _custody.ReadAsync(stop);
        var id = Id(Number);
        var (hour, sources) = (compacted.Group.Hour, compacted.Group.Sources);
        var name = ArchiveLayout.FileName(id, sources.Min(source => source.Entry.First), sources.Max(source => source.Entry.Last));
        var file = compacted.File with { Path = $"{ArchiveLayout.HourFolder(hour)}/{name}" };
        File.Move(compacted.Written, Path.Combine(_store.Ranges.WorkFolder(_log.Topic, _log.Partition), ArchiveLayout.WritingName(id, hour)));
        _entry = Empty(EntryKind.Compaction) with { Rows = file.Rows, Files = [file], Custody = custody, Removes = [.. sources.Select(source => source.File.Path)] };
        return await FinishAsync(_entry, stop);
    }

    /// <summary>
    /// Puts an entry without rows into the manifest: the statement about keys, or that nothing was put there. A range that is being gathered gets the next
    /// number for it. False, and nothing done, while a range is on its way under its number, and before the first record has come: an entry says at
    /// which offset to read on, and none is known. Ends as <see cref="RollAsync"/> does.
    /// </summary>
    public async Task<bool> NoteAsync(string? rotation, CancellationToken stop)
    {
        if (_entry is not null || _note is not null || (_last is null && _range is null))
            return false;
        var kind = rotation is not null ? EntryKind.Rotation : _range is null ? EntryKind.Heartbeat : EntryKind.Gathering;
        var entry = Empty(kind) with { Rotation = rotation, Custody = await _custody.ReadAsync(stop) };
        // Before the entry: what a crash leaves under a number that is decided would be taken for that entry's.
        if (_range is not null && !_range.TryRename(Id(Number + 1)))
            throw await LoseAsync(entry, stop);
        _note = entry;
        return await SettleAsync(stop);
    }

    /// <summary>Sees to it that an entry without rows, for which the store has not answered, is there. False: there is no such entry.</summary>
    public async Task<bool> SettleAsync(CancellationToken stop)
    {
        if (_note is not { } note)
            return false;
        if (!await _log.TryAppendAsync(note, stop))
            throw await LoseAsync(note, stop);
        (_note, _last, Next, Number) = (null, note, note.Last + 1, note.Number + 1);
        await TidyAsync(stop);
        return true;
    }

    public void Dispose() => _range?.Dispose();

    // What was compacted since the last range is told by the first rows of the next: each compaction once, whatever was killed between.
    private OpenRange Begin(long offset)
    {
        var range = new OpenRange(_store.Ranges.WorkFolder(_log.Topic, _log.Partition), Id(Number), offset, _time.GetTimestamp(), _spare);
        _untold.ForEach(entry => range.Append(CompactionEvents.Of(entry)));
        return range;
    }

    private RangeId Id(long number) => new(_log.Topic, _log.Partition, number, _writer);

    private ManifestEntry Empty(string kind)
    {
        var next = _last?.Last + 1 ?? _range!.First;
        return new(Number, _log.Topic, _log.Partition, next, next - 1, 0, [], _last?.Sequences ?? [], _writer) { Kind = kind, At = EventTime.Micros(_time.GetUtcNow()) };
    }

    private async Task<ManifestEntry> FinishAsync(ManifestEntry entry, CancellationToken stop)
    {
        await _store.Ranges.StageAsync(entry, stop);
        if (!await _log.TryAppendAsync(entry, stop))
            throw await LoseAsync(entry, stop);
        await _store.Ranges.PlaceAsync(entry, stop);
        _range?.Dispose();
        (_range, _entry, _last, Next, Number) = (null, null, entry, entry.Last + 1, entry.Number + 1);
        if (entry.Kind == EntryKind.Compaction)
        {
            _untold.Add(entry);
        }
        else
        {
            _untold.Clear();
            _logger.Rolled(_log.Topic, _log.Partition, entry.First, entry.Last, entry.Rows, entry.Files.Count);
        }

        await TidyAsync(stop);
        return entry;
    }

    private async Task<OwnershipLostException> LoseAsync(ManifestEntry entry, CancellationToken stop)
    {
        _range?.Dispose();
        _range = null;
        var winner = await _log.GetAsync(entry.Number, stop);
        await _store.Ranges.DiscardAsync(entry.Range, stop);
        return new OwnershipLostException(_log.Topic, _log.Partition, entry, winner?.Entry);
    }

    // None of it matters to what the archive says: what fails now is done at the next chance.
    private async Task TidyAsync(CancellationToken stop)
    {
        try
        {
            if (Number % EntryLog.BundleSize == 0)
                await _log.BundleAsync(stop);
            await ClearLeftoversAsync(stop);
        }
        catch (IOException e)
        {
            _logger.NotTidied(_log.Topic, _log.Partition, e.Message);
        }
    }

    // Only what an entry has decided: a sink that stood still may wake and create the entry of a number that has none.
    private async Task ClearLeftoversAsync(CancellationToken stop)
    {
        if (!_mayHaveLeftovers)
            return;
        var isUndecided = false;
        await foreach (var range in _store.Ranges.LeftoversAsync(_log.Topic, _log.Partition, stop))
        {
            if (await _log.GetAsync(range.Number, stop) is not { } decided)
                isUndecided = true;
            else if (decided.Entry.Writer == range.Writer)
                await _store.Ranges.PlaceAsync(decided.Entry, stop);
            else
                await _store.Ranges.DiscardAsync(range, stop);
        }

        _mayHaveLeftovers = isUndecided;
    }
}
