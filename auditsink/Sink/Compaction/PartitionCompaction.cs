using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Verify;
using Compliance.Store;
using Compliance.Store.Entries;
using Microsoft.Extensions.Logging;
using ParquetSharp;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// Compacts one partition's past hours, file by file, beside the intake: reads, writes and checks on the pool; the entry is then created
/// by the partition's archive, between two ranges.
/// <code>
/// resting --a minute--> looking --an hour is due--> writing --checked--> ready --between two ranges--> in the manifest --> looking
///    ^-------- nothing is due, or the store is away, or a file is not what its entry says --/
/// looking: originals that have stayed long enough go first, and are noted as gone
/// </code>
/// Crash: before the entry the file is scratch, which the next owner of the partition clears away; behind it the originals are removed by whoever
/// owns the partition then. Owned by the archive's outlet; what runs on the pool has the state while it runs, and the owner has it when it rests.
/// </summary>
internal sealed class PartitionCompaction : IDisposable
{
    private const string Scratch = "compact-";
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly CompactionSettings _settings;
    private readonly IArchiveStore _store;
    private readonly EntryLog _entries;
    private readonly CustodyWatch _custody;
    private readonly SemaphoreSlim _oneAtATime;
    private readonly SinkMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _folder;
    private readonly ClockWatch _clock;
    private CompactionState? _state;
    private Task<CompactedFile?>? _work;
    private long? _restsSince;
    private CompactedFile? _taken;

    public PartitionCompaction(
        CompactionSettings settings, IArchiveStore store, string topic, int partition, SemaphoreSlim oneAtATime, CustodyWatch custody, SinkMetrics metrics, TimeProvider time, ILogger log)
    {
        (_settings, _store, _oneAtATime, _custody, _metrics, _time, _log) = (settings, store, oneAtATime, custody, metrics, time, log);
        _entries = new EntryLog(store, topic, partition);
        _folder = store.Ranges.WorkFolder(topic, partition);
        _clock = new ClockWatch(time);
    }

    /// <summary>Goes on with what is to be done on the pool, and waits for none of it. The file, if one is ready for its entry.</summary>
    public async ValueTask<CompactedFile?> WorkAsync()
    {
        if (_work is null && (_restsSince is not { } since || _time.GetElapsedTime(since) >= Pause))
            _work = Task.Run(NextAsync);
        if (_work is not { IsCompleted: true } done)
            return null;
        var file = await done;
        if (file is null)
            (_work, _restsSince) = (null, _time.GetTimestamp());
        return file;
    }

    /// <summary>The file is the archive's now, which sees to it that it gets an entry.</summary>
    public void Taken(CompactedFile file) => (_work, _restsSince, _taken) = (null, null, file);

    /// <summary>The file that was taken last has its entry.</summary>
    public void Done(ManifestEntry entry)
    {
        var before = _taken?.Group.Bytes ?? 0;
        _metrics.Compacted(entry, before);
        _log.Compacted(entry.Topic, entry.Partition, entry.Number, entry.TakenOut.Count, entry.Rows, entry.Files[0].Bytes, before);
    }

    /// <summary>Ends what runs on the pool, and waits for its end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        if (_work is { } work)
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ClearScratch();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<CompactedFile?> NextAsync()
    {
        CompactionGroup? group = null;
        try
        {
            await _oneAtATime.WaitAsync(_stop.Token);
            try
            {
                await FollowAsync(_stop.Token);
                await _custody.FollowAsync(_stop.Token);
                await new OriginalsRemoval(_store, _entries, _custody, _metrics, _log).RunAsync(_state!, _clock.Earliest, _stop.Token);
                await _custody.FollowAsync(_stop.Token);
                group = _state!.Due(_time.GetUtcNow(), _custody);
                return group is null ? null : await CompactionJob.RunAsync(new ArchiveView(_store), group, NewScratch(), _stop.Token);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        catch (CompactionRefusedException e)
        {
            _state!.Refuse(group!);
            _metrics.CompactionFailures.Inc();
            _log.CompactionRefused(_entries.Topic, _entries.Partition, group!.Hour, e.Message);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ParquetException or UnauthorizedAccessException)
        {
            _metrics.CompactionFailures.Inc();
            _log.CompactionFailed(_entries.Topic, _entries.Partition, e.Message);
        }

        return null;
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        if (_state is null)
        {
            ClearScratch();
            _state = new CompactionState(_settings, await OriginalsRemoval.RemovedBelowAsync(_store, _entries, stop));
        }

        await foreach (var stored in _entries.ReadAsync(_state.Next, stop))
            _state.Follow(stored.Entry);
    }

    private string NewScratch() => Path.Combine(_folder, $"{Scratch}{Guid.NewGuid():N}.parquet");

    private void ClearScratch()
    {
        foreach (var path in Directory.GetFiles(_folder, Scratch + "*"))
            File.Delete(path);
    }
}
