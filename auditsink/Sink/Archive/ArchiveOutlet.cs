using Compliance.AuditSink.Compaction;
using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Custody;
using Compliance.Store;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// The archive's side of the intake: all partitions that this process has. While the store is away it is full, and what is gathered stays
/// as it is. Owned by its loop; not thread-safe.
/// </summary>
internal sealed class ArchiveOutlet(
    IArchiveStore store, ArchiveSettings settings, Ledgers? ledgers, CustodyTrust? trust, ArchiveNotices notices, IntakeStatus status, Backoff backoff, TimeProvider time, ILogger log) : IOutlet, IDisposable
{
    private readonly Dictionary<int, PartitionArchive> _partitions = [];
    private readonly Dictionary<int, PartitionLedger> _ledgers = [];
    private readonly Dictionary<int, PartitionCompaction> _compactions = [];
    private readonly SemaphoreSlim _oneCompaction = new(1);
    private readonly CustodyWatch _custody = new(store, trust, status.Metrics, log);
    private readonly Dictionary<int, long> _moved = [];
    private readonly ClockNotices _clock = new(notices, status.Metrics, time, log);
    private (long Since, TimeSpan Pause)? _away;

    public bool HasRoom { get; private set; } = true;

    /// <summary>Watches the clock until it is stopped.</summary>
    public Task WatchClockAsync(CancellationToken stop) => _clock.RunAsync(stop);

    public async Task<long?> OpenAsync(string topic, int partition, CancellationToken stop)
    {
        await CloseAsync(partition);
        var archive = await PartitionArchive.OpenAsync(store, topic, partition, settings.Roll, time, log, stop);
        _partitions.Add(partition, archive);
        if (ledgers is not null)
            _ledgers.Add(partition, ledgers.Of(topic, partition, archive, status.Metrics));
        if (settings.Compaction is { } compaction)
            _compactions.Add(partition, new PartitionCompaction(compaction, store, topic, partition, _oneCompaction, _custody, status.Metrics, time, log));
        notices.Opened(partition);
        _clock.Opened(archive.NewestAt);
        return archive.Next;
    }

    public async Task CloseAsync(int partition)
    {
        if (_compactions.Remove(partition, out var compaction))
        {
            await compaction.StopAsync();
            compaction.Dispose();
        }

        if (_partitions.Remove(partition, out var archive))
            archive.Dispose();
        if (_ledgers.Remove(partition, out var ledger))
            ledger.Dispose();
        notices.Closed(partition);
    }

    public void Take(int partition, long offset, long time, byte[]? value)
    {
        if (!_partitions.TryGetValue(partition, out var archive))
            return;
        if (archive.Take(offset, time, value))
            notices.AddTo(partition, archive);
        HasRoom &= !archive.IsDue;
    }

    public async ValueTask WorkAsync(bool all, CancellationToken stop)
    {
        if (!all && _away is { } away && time.GetElapsedTime(away.Since) < away.Pause)
            return;
        try
        {
            foreach (var (partition, archive) in _partitions)
            {
                var rolls = all || archive.IsDue;
                if (rolls)
                    await RollAsync(partition, archive, stop);
                if (!all && _compactions.TryGetValue(partition, out var compaction))
                    rolls |= await CompactAsync(compaction, archive, stop);
                if (_ledgers.TryGetValue(partition, out var ledger))
                    await SignAsync(ledger, rolls, stop);
            }

            (_away, HasRoom) = (null, true);
            backoff.Reset();
        }
        catch (StoreAwayException e) when (!all)
        {
            (_away, HasRoom) = ((time.GetTimestamp(), backoff.Next()), false);
            status.Fault("the archive's store is away.");
            status.Metrics.StoreRetries.Inc();
            log.StoreAway(e.Message, _away.Value.Pause.TotalSeconds);
        }
    }

    public IEnumerable<(int Partition, long Next)> Moved()
    {
        var moved = _moved.Select(pair => (pair.Key, pair.Value)).ToArray();
        _moved.Clear();
        return moved;
    }

    public void Dispose()
    {
        foreach (var archive in _partitions.Values)
            archive.Dispose();
        foreach (var ledger in _ledgers.Values)
            ledger.Dispose();
        foreach (var compaction in _compactions.Values)
            compaction.Dispose();
        _oneCompaction.Dispose();
        _partitions.Clear();
        _ledgers.Clear();
    }

    private async Task SignAsync(PartitionLedger ledger, bool rolled, CancellationToken stop)
    {
        try
        {
            await ledger.WorkAsync(rolled, stop);
        }
        catch (OwnershipLostException e)
        {
            Lost(e);
            throw;
        }
    }

    private async Task RollAsync(int partition, PartitionArchive archive, CancellationToken stop)
    {
        try
        {
            if (await archive.RollAsync(stop) is not { } entry)
                return;
            if (entry.Kind == EntryKind.Compaction)
            {
                _compactions[partition].Done(entry);
                return;
            }

            notices.Lasting(partition);
            _moved[partition] = entry.Last + 1;
            status.Metrics.Took(entry, time.GetUtcNow());
        }
        catch (OwnershipLostException e)
        {
            Lost(e);
            throw;
        }
    }

    private async Task<bool> CompactAsync(PartitionCompaction compaction, PartitionArchive archive, CancellationToken stop)
    {
        if (await compaction.WorkAsync() is not { } file || !archive.IsBetweenRanges)
            return false;
        try
        {
            compaction.Taken(file);
            compaction.Done(await archive.ReplaceAsync(file, stop));
            return true;
        }
        catch (OwnershipLostException e)
        {
            Lost(e);
            throw;
        }
    }

    private void Lost(OwnershipLostException e)
    {
        log.OwnershipLost(e.Topic, e.Partition, e.Ours.Number);
        status.Metrics.OwnershipLost.Inc();
        var at = EventTime.Micros(time.GetUtcNow());
        _ = notices.AddAsync(row => SinkEvents.FillOwnershipLost(row, e.Ours, at));
    }
}
