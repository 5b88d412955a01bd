using Compliance.Gateway.Audit.Gaps;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// The journal's disk thread, the only one that waits for the disk: group commit, room ahead of the writer, the cursor, the deletion of what
/// the topic has. A failed write or fsync ends it: the kernel may have dropped what it could not write, so trying again would prove
/// nothing. Owner: the audit trail. <see cref="Release"/> may be called by any thread.
/// <code>
///   sleep until there is work, or a second -> wait out the interval, unless a session waits -> fsync -> prepare room -> cursor, deletions, state
/// </code>
/// </summary>
internal sealed class JournalLoop : IAsyncDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private readonly AuditPlan _plan;
    private readonly TimeProvider _time;
    private readonly AuditMetrics _metrics;
    private readonly ILogger _log;
    private readonly JournalFolder _folder;
    private readonly SegmentChain _chain;
    private long _countsAt;
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _flushedAt;
    private long _flushed;
    private int _nextIndex = 2;
    private bool _full;
    private JournalState _told;
    private long _toldAt;
    private long _turnedAt;

    private JournalLoop(
        AuditPlan plan, JournalFolder folder, Journal journal, SegmentChain chain, CountPage counts, EpochRecord? previous, TimeProvider time, AuditMetrics metrics, ILogger log)
    {
        (_plan, _folder, Journal, _chain, Counts, Previous, _time, _metrics, _log) = (plan, folder, journal, chain, counts, previous, time, metrics, log);
        _turnedAt = time.GetTimestamp();
        Ladder = new RefusalLadder(plan, log);
    }

    public Journal Journal { get; }

    /// <summary>What left no event, or none yet.</summary>
    public CountPage Counts { get; }

    /// <summary>What is held back for want of room.</summary>
    public RefusalLadder Ladder { get; }

    /// <summary>The start before this one, with the last sequence of it that is durable; null if the folder knows of none.</summary>
    public EpochRecord? Previous { get; }

    /// <summary>Bytes of the journal that the topic has not acknowledged.</summary>
    public long Backlog => _chain.Backlog;

    /// <summary>Bytes of all segments on disk.</summary>
    public long DiskBytes => _chain.DiskBytes;

    /// <summary>Null: the thread turns. Else why it will do no more, or that it has waited for the disk for longer than that.</summary>
    public string? Stall(TimeSpan patience)
    {
        if (Journal.State == JournalState.Failed || _ended.Task.IsCompleted)
            return "the audit journal has failed, and takes no evidence until the proxy starts again with its disk mended";
        return _time.GetElapsedTime(Volatile.Read(ref _turnedAt)) > patience ? "the thread of the audit journal waits for its disk" : null;
    }

    /// <summary>Opens or makes the folder, settles what is in it, and begins a new epoch. Waits for the disk.</summary>
    public static JournalLoop Open(AuditPlan plan, TimeProvider time, AuditMetrics metrics, ILogger log)
    {
        var folder = JournalFolder.Open(plan.Journal);
        CountPage? counts = null;
        try
        {
            var previous = EpochRecord.Parse(folder.Read(SegmentChain.EpochFile));
            var shipped = Cursor.Parse(folder.Read(SegmentChain.CursorFile)) ?? Cursor.None;
            var recovery = new Recovery(folder, plan.Proxy, log);
            var oldest = recovery.Run(previous, shipped);

            // Milliseconds: a folder that was lost does not bring back an epoch that the archive knows already.
            var epoch = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), (previous?.Epoch ?? 0) + 1);
            folder.GiveUpReserve();
            counts = CountPage.Open(folder);
            counts.Settle(recovery.Newest);

            // As long as it is not told that the start before may lack its end, this one counts as begun before that.
            var boot = previous?.MayLackItsEnd(MachineBoot.Id) == true ? previous.Boot : MachineBoot.Id;
            folder.Replace(SegmentChain.EpochFile, new EpochRecord(epoch, 0, Stopped: false) { Boot = boot }.Format());
            var active = Segment.Create(folder, plan.Proxy, epoch, 1, plan.SegmentBytes);
            folder.MakeReserve();
            if (recovery.Newest is { } newest)
                newest.Next = active.File;
            var loop = new JournalLoop(
                plan, folder, new Journal(active, epoch), new SegmentChain(folder, oldest ?? active.File, shipped, time, log), counts,
                previous is null ? null : previous with { LastSequence = recovery.LastSequence }, time, metrics, log);
            new Thread(loop.Run) { Name = "audit-journal", IsBackground = true }.Start();
            return loop;
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            Close();
            throw new IOException($"The disk of the audit journal {plan.Journal} is full, so that no start can be recorded. Make 1 MiB of room there and start again; what the journal holds is kept.", full);
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            counts?.Dispose();
            folder.Dispose();
        }
    }

    /// <summary>It lasts in the journal that the start before may lack its end. Waits for the disk.</summary>
    public void EndIsTold() => _folder.Replace(SegmentChain.EpochFile, new EpochRecord(Journal.Epoch, 0, Stopped: false) { Boot = MachineBoot.Id }.Format());

    /// <summary>A reader that begins behind what the topic has acknowledged.</summary>
    public JournalReader Read() => _chain.Read();

    /// <summary>The topic has everything before the cursor.</summary>
    public void Release(Cursor shipped)
    {
        _chain.Release(shipped);
        if (Journal.State is JournalState.Filling or JournalState.Full || Ladder.Rung != Rung.Open)
            Journal.Work.Set();
    }

    /// <summary>Ends the journal cleanly, everything in it durable, and gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        Journal.Work.Set();
        Journal.Hurry.Set();
        await _ended.Task;
        Counts.Dispose();
        _folder.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            for (var more = true; !_stop.IsSet;)
            {
                Volatile.Write(ref _turnedAt, _time.GetTimestamp());
                Journal.Work.WaitOne(more ? TimeSpan.Zero : Idle);
                var wait = _plan.FsyncInterval - _time.GetElapsedTime(_flushedAt);
                if (wait > TimeSpan.Zero && !Journal.IsAwaited && !_stop.IsSet)
                    Journal.Hurry.WaitOne(wait < _plan.FsyncInterval ? wait : _plan.FsyncInterval);
                Flush();
                more = Prepare();
                _chain.Tidy();
                Assess();
                KeepCounts();
            }

            Finish();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Journal.Fail();
            Ladder.Observe(Ladder.Filled, JournalState.Failed);
            LogMessages.JournalFailed(_log, _folder.Path, failure);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Flush()
    {
        var work = Journal.BeginFlush();
        if (work.Last == _flushed && work.Retired.Length == 0)
            return;
        _flushedAt = _time.GetTimestamp();
        foreach (var segment in work.Retired)
            segment.Finish();
        work.Active.Flush();
        _metrics.Fsync(_time.GetTimestamp() - _flushedAt);
        _flushed = work.Last;
        Journal.EndFlush(work);
        work.Active.Touch(work.Position);
        Counts.See(_time.GetUtcNow());
    }

    /// <summary>Keeps room before the writer; true if more of it should be made soon. One piece at a time while sessions wait for the disk.</summary>
    private bool Prepare()
    {
        try
        {
            do
            {
                var room = Journal.Room();
                if (room.Bytes >= room.Enough)
                    return false;
                if (!room.Active.IsPrepared)
                    room.Active.Prepare(room.Next);
                else if (room.Spare is { IsPrepared: true })
                    return false;
                else if (room.Spare is not null)
                    room.Spare.Prepare(room.Next);
                else if (_chain.DiskBytes + _plan.SegmentBytes > _plan.MaxJournalBytes)
                    return false;
                else
                    Journal.Offer(Segment.Create(_folder, _plan.Proxy, Journal.Epoch, _nextIndex++, _plan.SegmentBytes));
                _full = false;
            }
            while (_time.GetElapsedTime(_flushedAt) < _plan.FsyncInterval && !Journal.IsAwaited && !_stop.IsSet);
            return true;
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            if (!_full)
                LogMessages.DiskFull(_log, _folder.Path);
            _full = true;
            return false;
        }
    }

    private void Assess()
    {
        var seen = Journal.State;
        var room = Journal.Room();
        var used = _chain.DiskBytes + (room.Spare?.Capacity ?? 0);
        var left = room.BytesIn(_plan.MaxJournalBytes - used, _plan.SegmentBytes, _full);
        var filled = 1 - (left / (double)(_plan.MaxJournalBytes / _plan.SegmentBytes * _plan.SegmentBytes));
        var now = Journal.Become(filling: _full || filled >= _plan.FillingPercent / 100d);

        // A disk that is only behind with making room refuses for a moment; that is no rung.
        Ladder.Observe(filled, now == JournalState.Full && left > Frame.MaxBytes ? JournalState.Filling : now);
        var worst = seen > now ? seen : now;
        if (worst == _told || _time.GetElapsedTime(_toldAt) < Idle)
            return;
        (_told, _toldAt) = (worst, _time.GetTimestamp());
        if (worst == JournalState.Ok)
            LogMessages.JournalOk(_log, used);
        else if (worst == JournalState.Filling)
            LogMessages.JournalFilling(_log, used, _plan.MaxJournalBytes);
        else if (_full || used + _plan.SegmentBytes > _plan.MaxJournalBytes)
            LogMessages.JournalFull(_log, used, _plan.MaxJournalBytes);
        else
            LogMessages.DiskTooSlow(_log, _folder.Path);
    }

    private void KeepCounts()
    {
        if (_time.GetElapsedTime(_countsAt) < Idle)
            return;
        _countsAt = _time.GetTimestamp();
        Counts.Flush();
    }

    private void Finish()
    {
        Counts.Flush();
        var spare = Journal.Close();
        var work = Journal.BeginFlush();
        foreach (var segment in work.Retired)
            segment.Finish();
        work.Active.Finish();
        Journal.EndFlush(work);
        if (spare is not null)
        {
            spare.Dispose();
            File.Delete(spare.File.Path);
        }

        _chain.Close(Journal.Epoch, work.Last);
    }
}
