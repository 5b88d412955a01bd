using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// The segments from the oldest to the newest, and how far the topic has them. A segment goes when the cursor that stands behind it is
/// durable. Owner: the disk thread; <see cref="Release"/> and <see cref="Read"/> belong to the shipper.
/// </summary>
internal sealed class SegmentChain(JournalFolder folder, SegmentFile oldest, Cursor shipped, TimeProvider time, ILogger log)
{
    public const string CursorFile = "cursor";
    public const string EpochFile = "epoch";
    private static readonly TimeSpan CursorInterval = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private SegmentFile _oldest = oldest;
    private Cursor _shipped = shipped;
    private Cursor _saved = shipped;
    private long _savedAt;
    private bool _unsaved;

    /// <summary>Bytes of all segments, the one being written counted whole.</summary>
    public long DiskBytes => Sum(static file => file.DiskBytes);

    /// <summary>Bytes durable and not yet acknowledged.</summary>
    public long Backlog
    {
        get
        {
            var from = Shipped();
            return Sum(file => file.IsBefore(from) ? 0 : file.End - (file.Epoch == from.Epoch && file.Index == from.Segment ? from.Offset : file.Start));
        }
    }

    public JournalReader Read() => new(Volatile.Read(ref _oldest), Shipped(), log);

    public void Release(Cursor shipped)
    {
        lock (_gate)
            _shipped = shipped;
    }

    /// <summary>Saves the cursor from time to time and deletes what lies before it. A failure costs repeats after a crash, no evidence.</summary>
    public void Tidy()
    {
        var shipped = Shipped();
        if (shipped == _saved || (time.GetElapsedTime(_savedAt) < CursorInterval && !_oldest.IsBefore(shipped)))
            return;
        try
        {
            Save(shipped);
            _unsaved = false;
            while (_oldest.IsBefore(shipped) && _oldest is { Complete: true, Next: { } next })
            {
                Delete(_oldest);
                Volatile.Write(ref _oldest, next);
            }

            folder.MakeReserve();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _savedAt = time.GetTimestamp();
            if (!_unsaved)
                LogMessages.CursorNotSaved(log, folder.Path, failure);
            _unsaved = true;
        }
    }

    /// <summary>The last words of an epoch: its cursor, its end, and nothing left where the topic has everything.</summary>
    public void Close(long epoch, long last)
    {
        var shipped = Shipped();
        Save(shipped);
        folder.Replace(EpochFile, new EpochRecord(epoch, last, Stopped: true) { Boot = MachineBoot.Id }.Format());
        for (SegmentFile? file = _oldest; file is not null; file = file.Next)
        {
            if (file.IsBefore(shipped) || (shipped.Epoch == epoch && shipped.Sequence == last))
                Delete(file);
        }
    }

    private Cursor Shipped()
    {
        lock (_gate)
            return _shipped;
    }

    private void Save(Cursor shipped)
    {
        _savedAt = time.GetTimestamp();
        if (shipped == _saved)
            return;
        folder.Replace(CursorFile, shipped.Format());
        _saved = shipped;
    }

    private void Delete(SegmentFile file)
    {
        if (file.Damaged)
        {
            LogMessages.SegmentQuarantined(log, file.Path);
            folder.Quarantine(file.Path);
        }
        else
        {
            File.Delete(file.Path);
        }
    }

    private long Sum(Func<SegmentFile, long> of)
    {
        var sum = 0L;
        for (var file = Volatile.Read(ref _oldest); file is not null; file = file.Next)
            sum += of(file);
        return sum;
    }
}
