using System.IO.MemoryMappedFiles;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// A segment that is being written. Its bytes are mapped into memory shared with the kernel: once <see cref="Append"/> has returned, a
/// crash of the process cannot take them, and no system call was made. Only bytes that the disk thread has written as zeros before
/// (<see cref="Prepared"/>) are ever touched through the map, because a map over a hole on a full disk would end the process, and a
/// map over blocks that the file system has yet to allocate waits for its journal.
/// Threads: <see cref="Append"/> and <see cref="Position"/> under the journal's lock; all else the disk thread alone.
/// </summary>
internal sealed class Segment : IDisposable
{
    private static readonly byte[] Zeros = new byte[1 << 20];
    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private int _prepared;

    private Segment(SegmentFile file, FileStream stream, int capacity)
    {
        (File, _file, Capacity) = (file, stream, capacity);
        _map = MemoryMappedFile.CreateFromFile(stream, null, capacity, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, capacity, MemoryMappedFileAccess.ReadWrite);
    }

    public SegmentFile File { get; }
    public int Capacity { get; }

    /// <summary>Where the next frame goes.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that may be written.</summary>
    public int Prepared => Volatile.Read(ref _prepared);

    public bool IsPrepared => Prepared == Capacity;

    /// <summary>Makes the file with its header and a first prepared part, all of it durable, its name too.</summary>
    public static Segment Create(JournalFolder folder, string proxy, long epoch, int index, int capacity)
    {
        var header = SegmentHeader.Write(proxy, epoch, index);
        var file = new SegmentFile(folder.SegmentPath(epoch, index), proxy, epoch, index, header.Length) { DiskBytes = capacity };
        var stream = new FileStream(file.Path, JournalFolder.Options(FileMode.Create, FileShare.Read | FileShare.Delete));
        stream.SetLength(capacity);
        var segment = new Segment(file, stream, capacity) { Position = header.Length };
        try
        {
            segment.Prepare(capacity / 32, header);
            folder.Sync();
            return segment;
        }
        catch
        {
            segment.Dispose();
            System.IO.File.Delete(file.Path);
            throw;
        }
    }

    /// <summary>True if a frame of that size leaves room for the seal, in the bytes prepared by now.</summary>
    public bool Fits(int bytes) => Position + bytes + Frame.Overhead <= Prepared;

    public void Append(ReadOnlySpan<byte> frame)
    {
        _view.SafeMemoryMappedViewHandle.WriteSpan((ulong)Position, frame);
        Position += frame.Length;
    }

    /// <summary>Ends the segment; the room for this is always left.</summary>
    public void Seal(long lastSequence)
    {
        Span<byte> frame = stackalloc byte[Frame.Overhead];
        Frame.Close(frame, FrameType.Seal, lastSequence);
        Append(frame);
    }

    /// <summary>Makes room for further frames, by that many bytes or what the segment still has, and all before it durable.</summary>
    public void Prepare(int bytes) => Prepare(bytes, []);

    /// <summary>
    /// Writes a byte that stands there already once more. The first change of a file after an fsync costs a page fault and a transaction
    /// of the file system, some 50 µs: after this, it is not a session that pays them.
    /// </summary>
    public void Touch(int written) => _view.Write(written - 1, _view.ReadByte(written - 1));

    /// <summary>Returns once the disk has all that was appended before the call; throws if it may not.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_file.SafeFileHandle);

    /// <summary>Cuts off what is not used. The end is durable, and what will be read from now on.</summary>
    public void Finish()
    {
        _view.Dispose();
        _map.Dispose();
        _file.SetLength(Position);
        Flush();
        File.DiskBytes = Position;
        File.End = Position;
        File.Complete = true;
        _file.Dispose();
    }

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }

    private void Prepare(int bytes, ReadOnlySpan<byte> header)
    {
        var end = Math.Min(_prepared + Math.Max(bytes, Frame.MaxBytes), Capacity);
        for (var at = _prepared; at < end; at += Zeros.Length)
            RandomAccess.Write(_file.SafeFileHandle, Zeros.AsSpan(0, Math.Min(Zeros.Length, end - at)), at);
        if (!header.IsEmpty)
            RandomAccess.Write(_file.SafeFileHandle, header, 0);
        Flush();
        Volatile.Write(ref _prepared, end);
    }
}
