using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// Settles at the start what earlier starts left: every segment ends in a seal afterwards. One that has none was being written when the
/// process or the machine died: it is cut behind its last whole frame. Frames that cannot be read before that stay where they are;
/// the reader passes over them and says which events they held. Before the journal's threads start; owner: whoever opens it.
/// </summary>
internal sealed class Recovery(JournalFolder folder, string proxy, ILogger log)
{
    /// <summary>The chain of segments, oldest first, or null if there are none. <see cref="LastSequence"/> tells up to where they reach.</summary>
    public SegmentFile? Run(EpochRecord? previous, Cursor shipped)
    {
        SegmentFile? oldest = null, newest = null;
        LastSequence = previous is { Stopped: true } ? previous.LastSequence : 0;
        if (previous is not null && shipped.Epoch == previous.Epoch)
            LastSequence = Math.Max(LastSequence, shipped.Sequence);
        var segments = folder.Segments().Where(segment => !IsUnused(folder.SegmentPath(segment.Epoch, segment.Index))).ToList();
        foreach (var (epoch, index) in segments)
        {
            // A clean stop has said how far its epoch reached: a last segment that now reaches less far is sealed with that, and so shows a gap.
            var ofPrevious = epoch == previous?.Epoch;
            var least = ofPrevious && previous!.Stopped && (epoch, index) == segments[^1] ? previous.LastSequence : 0;
            var file = Settle(epoch, index, least, out var last);
            if (ofPrevious)
                LastSequence = Math.Max(LastSequence, last);
            oldest ??= file;
            if (newest is not null)
                newest.Next = file;
            newest = file;
        }

        Newest = newest;
        return oldest;
    }

    public SegmentFile? Newest { get; private set; }

    /// <summary>The last sequence of the previous start that is on disk or acknowledged by the topic.</summary>
    public long LastSequence { get; private set; }

    /// <summary>The header is durable before a segment takes its first event: one that begins with nothing never did, and goes.</summary>
    private static bool IsUnused(string path)
    {
        Span<byte> start = stackalloc byte[SegmentHeader.MaxBytes];
        using (var file = File.OpenHandle(path))
            start = start[..RandomAccess.Read(file, start, 0)];
        if (start.ContainsAnyExcept((byte)0))
            return false;
        File.Delete(path);
        return true;
    }

    private SegmentFile Settle(long epoch, int index, long least, out long last)
    {
        var path = folder.SegmentPath(epoch, index);
        using var stream = new FileStream(path, JournalFolder.Options(FileMode.Open, FileShare.Read | FileShare.Delete));
        Span<byte> start = stackalloc byte[SegmentHeader.MaxBytes];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];

        // Without its header, the file's name and the proxy's present one have to do; the scan finds the first frame.
        var whole = SegmentHeader.TryRead(start, epoch, index, out var header, out var named);
        var file = new SegmentFile(path, whole ? named : proxy, epoch, index, header) { Damaged = !whole };
        if (!IsSealed(stream, header, least, out last))
            Cut(stream, file, least, ref last);
        (file.End, file.DiskBytes, file.Complete) = (stream.Length, stream.Length, true);
        return file;
    }

    private static bool IsSealed(FileStream stream, int header, long least, out long last)
    {
        last = 0;
        if (stream.Length < header + Frame.Overhead)
            return false;
        Span<byte> end = stackalloc byte[Frame.Overhead];
        RandomAccess.Read(stream.SafeFileHandle, end, stream.Length - end.Length);
        if (Frame.Read(end, out var frame) != FrameFound.Whole || frame.Type != FrameType.Seal || frame.Number < least)
            return false;
        last = frame.Number;
        return true;
    }

    private void Cut(FileStream stream, SegmentFile file, long least, ref long last)
    {
        long end;
        using (var scanner = new SegmentScanner(file.Path, file.Start))
        {
            while (scanner.TryPeek(stream.Length, out var frame))
            {
                last = Math.Max(last, frame.Number);
                scanner.Advance(frame.Length);
            }

            end = scanner.Offset;
            file.Damaged |= scanner.Skipped || last < least;
        }

        last = Math.Max(last, least);
        Span<byte> seal = stackalloc byte[Frame.Overhead];
        Frame.Close(seal, FrameType.Seal, last);
        LogMessages.SegmentCut(log, file.Path, end, stream.Length - end);
        stream.SetLength(end);
        RandomAccess.Write(stream.SafeFileHandle, seal, end);
        RandomAccess.FlushToDisk(stream.SafeFileHandle);
    }
}
