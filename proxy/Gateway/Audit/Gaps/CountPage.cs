using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using System.Text;
using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.Audit.Gaps;

/// <summary>
/// Numbers of what has left no event, or none yet, where a kill of the process can't take them: a small file of the journal's folder. It is
/// written whole when it is made, so that a full disk can't refuse a change, and mapped into memory shared with the kernel, so that a change
/// costs no system call. A power cut takes what came after the last <see cref="Flush"/>, a second at the most.
/// <code>
/// page = seen:i64, padding, 255 places      place = two halves, written in turn: a change that is cut short leaves the one before it
/// half = crc32:u32 apiKey:i16 cause:u8 nameLength:u8 version:i64 epoch:i64 count:i64 first:i64 last:i64 action:ascii     count 0: free
/// </code>
/// Any thread; <see cref="Flush"/> the disk thread alone. Owner: the journal's loop.
/// </summary>
internal sealed class CountPage : IDisposable
{
    private const string Name = "counts";
    private const int HalfSize = 96;
    private const int PlaceSize = 2 * HalfSize;
    private const int NameAt = 48;
    private const int Places = 255;
    private const int Size = PlaceSize * (1 + Places);
    private readonly Lock _gate = new();
    private readonly Dictionary<GapKey, int> _places = [];
    private readonly Stack<int> _free = new();
    private readonly List<(GapKey Key, GapCount Count)> _left = [];
    private readonly long[] _versions = new long[Places];
    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private volatile bool _dirty;
    private bool _closed;

    private CountPage(FileStream file)
    {
        _file = file;
        _map = MemoryMappedFile.CreateFromFile(file, null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, Size, MemoryMappedFileAccess.ReadWrite);
        for (var place = Places - 1; place >= 0; place--)
        {
            if (Read(place) is not var (key, count) || !_places.TryAdd(key, place))
                _free.Push(place);
            else
                _left.Add((key, count));
        }

        LastSeen = DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(_view.ReadInt64(0), 0, DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks));
    }

    /// <summary>What earlier starts counted and did not record.</summary>
    public IReadOnlyList<(GapKey Key, GapCount Count)> Left => _left;

    /// <summary>What the clock showed when an earlier start was last seen at work; the Unix epoch: never.</summary>
    public DateTimeOffset LastSeen { get; }

    /// <summary>Makes the file if there is none, and reads what is in it. Waits for the disk.</summary>
    public static CountPage Open(JournalFolder folder)
    {
        var path = Path.Combine(folder.Path, Name);
        var file = new FileStream(path, JournalFolder.Options(FileMode.OpenOrCreate, FileShare.Read | FileShare.Delete));
        try
        {
            if (file.Length != Size)
            {
                file.SetLength(0);
                file.Write(new byte[Size]);
                file.Flush(flushToDisk: true);
                folder.Sync();
            }

            return new CountPage(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Strikes off what the journal's end tells of already. At the start.</summary>
    public void Settle(SegmentFile? newest)
    {
        if (_left.Count == 0)
            return;
        var told = new ToldGaps(newest);
        foreach (var (key, count) in _left.Where(left => told.Has(left.Key, left.Count)))
            Write(key, count with { Count = 0 });
        _left.RemoveAll(left => told.Has(left.Key, left.Count));
    }

    /// <summary>Sets the number of a key; 0 gives its place free. More keys than there are places stay in memory.</summary>
    public void Write(GapKey key, GapCount count)
    {
        lock (_gate)
        {
            if (_closed || (!_places.TryGetValue(key, out var place) && !TryPlace(key, count, out place)))
                return;
            Span<byte> half = stackalloc byte[HalfSize];
            Fill(half, key, count, ++_versions[place]);
            _view.SafeMemoryMappedViewHandle.WriteSpan((ulong)HalfAt(place, _versions[place]), half);
            _dirty = true;
            if (count.Count > 0)
                return;
            _places.Remove(key);
            _free.Push(place);
        }
    }

    /// <summary>The proxy is at work.</summary>
    public void See(DateTimeOffset now) => _view.Write(0, (now - DateTimeOffset.UnixEpoch).Ticks);

    /// <summary>Returns once the disk has every number that was set before the call; throws if it may not.</summary>
    public void Flush()
    {
        if (!_dirty)
            return;
        _dirty = false;
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
    }

    public void Dispose()
    {
        lock (_gate)
            _closed = true;
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }

    private static int HalfAt(int place, long version) => ((1 + place) * PlaceSize) + ((int)(version & 1) * HalfSize);

    private bool TryPlace(GapKey key, GapCount count, out int place)
    {
        place = -1;
        if (count.Count == 0 || !_free.TryPop(out place))
            return false;
        _places.Add(key, place);
        return true;
    }

    private static void Fill(Span<byte> half, GapKey key, GapCount count, long version)
    {
        half.Clear();
        var name = key.Action.AsSpan(0, Math.Min(key.Action.Length, HalfSize - NameAt));
        BinaryPrimitives.WriteInt16BigEndian(half[4..], count.ApiKey);
        (half[6], half[7]) = ((byte)key.Cause, (byte)Encoding.ASCII.GetBytes(name, half[NameAt..]));
        BinaryPrimitives.WriteInt64BigEndian(half[8..], version);
        BinaryPrimitives.WriteInt64BigEndian(half[16..], key.Epoch);
        BinaryPrimitives.WriteInt64BigEndian(half[24..], count.Count);
        BinaryPrimitives.WriteInt64BigEndian(half[32..], count.First);
        BinaryPrimitives.WriteInt64BigEndian(half[40..], count.Last);
        BinaryPrimitives.WriteUInt32BigEndian(half, Crc32.HashToUInt32(half[4..]));
    }

    private (GapKey Key, GapCount Count)? Read(int place)
    {
        (GapKey, GapCount)? newest = null;
        Span<byte> half = stackalloc byte[HalfSize];
        for (var side = 0; side < 2; side++)
        {
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)HalfAt(place, side), half);
            var version = BinaryPrimitives.ReadInt64BigEndian(half[8..]);
            if (version <= _versions[place] || Crc32.HashToUInt32(half[4..]) != BinaryPrimitives.ReadUInt32BigEndian(half))
                continue;
            _versions[place] = version;
            var count = BinaryPrimitives.ReadInt64BigEndian(half[24..]);
            var action = Encoding.ASCII.GetString(half.Slice(NameAt, Math.Min(half[7], (byte)(HalfSize - NameAt))));
            newest = count <= 0 ? null : (
                new GapKey((GapCause)half[6], action, BinaryPrimitives.ReadInt64BigEndian(half[16..])),
                new GapCount(BinaryPrimitives.ReadInt16BigEndian(half[4..]), count, BinaryPrimitives.ReadInt64BigEndian(half[32..]), BinaryPrimitives.ReadInt64BigEndian(half[40..])));
        }

        return newest;
    }
}
