using System.Buffers.Binary;
using System.IO.Hashing;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Audit.Journaling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Fuzz.Evidence;

/// <summary>
/// The journal as the next start finds it. An input is four files, each behind its length (int32): epoch, cursor, two segments. Recovery and
/// reader never throw; what is read ascends, each event or gap right behind the one before, and no event is made up: its frame is there.
/// </summary>
internal sealed class JournalTarget : Target
{
    private const string Proxy = "proxy-1";
    private const long Epoch = 3;
    private readonly FastFolder _fast = new("journal");
    private readonly JournalFolder _folder;

    public JournalTarget() => _folder = JournalFolder.Open(_fast.Path);

    public override string Name => "journal";
    public override int Share => 4;

    public override void Mend(Span<byte> input)
    {
        var files = Files(input);
        foreach (var (start, length) in files.Skip(2))
            MendFrames(input.Slice(start, length));
    }

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        var files = Files(input.Span);
        while (files.Count < 4)
            files.Add((0, 0));
        byte[] first = input.Slice(files[2].Start, files[2].Length).ToArray();
        byte[] second = input.Slice(files[3].Start, files[3].Length).ToArray();
        File.WriteAllBytes(_folder.SegmentPath(Epoch, 1), first);
        File.WriteAllBytes(_folder.SegmentPath(Epoch, 2), second);
        var epoch = EpochRecord.Parse(Text(input.Span.Slice(files[0].Start, files[0].Length)));
        var cursor = Cursor.Parse(Text(input.Span.Slice(files[1].Start, files[1].Length))) ?? Cursor.None;

        probe.Begin();
        var recovery = new Recovery(_folder, Proxy, NullLogger.Instance);
        var oldest = recovery.Run(epoch, cursor);
        probe.End(65_536 + (8L * input.Length));
        if (oldest is null)
        {
            probe.Count("no segments");
            return;
        }

        Demand(recovery.Newest is { Complete: true }, "the newest segment was not settled");
        using var reader = new JournalReader(oldest, cursor, NullLogger.Instance);
        Read(reader, first, second, probe);

        // The next start finds every segment settled, and settles nothing again.
        long length = new FileInfo(_folder.SegmentPath(Epoch, 2)).Exists ? new FileInfo(_folder.SegmentPath(Epoch, 2)).Length : 0;
        var again = new Recovery(_folder, Proxy, NullLogger.Instance);
        again.Run(epoch, cursor);
        Demand(again.LastSequence == recovery.LastSequence, "a second start finds another end");
        Demand(!File.Exists(_folder.SegmentPath(Epoch, 2)) || new FileInfo(_folder.SegmentPath(Epoch, 2)).Length == length, "a settled segment was settled again");
    }

    protected override void Release()
    {
        _folder.Dispose();
        _fast.Dispose();
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        JournalSample.Make(new EpochRecord(Epoch, 9, Stopped: true), Cursor.None, 5, 4, tail: 0),
        JournalSample.Make(new EpochRecord(Epoch, 0, Stopped: false), Cursor.None, 5, 4, tail: 200),
        JournalSample.Make(new EpochRecord(Epoch, 0, Stopped: false), new Cursor(Epoch, 1, 300, 1), 6, 1, tail: 5000),
        JournalSample.Make(new EpochRecord(Epoch + 1, 2, Stopped: false), new Cursor(Epoch, 2, 60, 5), 5, 2, tail: 0),
    ];

    private void Read(JournalReader reader, byte[] first, byte[] second, Probe probe)
    {
        long last = -1;
        int entries = 0, gaps = 0;
        int most = ((first.Length + second.Length) / Frame.Overhead) + 2;
        while (reader.TryPeek(out var entry))
        {
            Demand(entry.Epoch == Epoch && entry.First <= entry.Last, "an entry of no start, or with its end before its beginning");
            Demand(last < 0 || entry.First == last + 1, "a hole between two entries");
            if (!entry.IsGap)
                Demand(first.AsSpan().IndexOf(entry.Encoded) >= 0 || second.AsSpan().IndexOf(entry.Encoded) >= 0, "an event that no segment holds");
            else
                gaps++;
            last = entry.Last;
            reader.Advance();
            Demand(reader.Position.Sequence == last && ++entries <= 2 * most, "the reader does not go on");
        }

        probe.Count(entries == 0 ? "nothing" : gaps == 0 ? "events" : "events and gaps");
    }

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private static List<(int Start, int Length)> Files(ReadOnlySpan<byte> input)
    {
        var files = new List<(int, int)>();
        for (int at = 0; at + 4 <= input.Length && files.Count < 4;)
        {
            int length = Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(input[at..]), 0, input.Length - at - 4);
            files.Add((at + 4, length));
            at += 4 + length;
        }

        return files;
    }

    private static void MendFrames(Span<byte> segment)
    {
        if (segment.Length < 22)
            return;
        int at = Math.Min(segment.Length, 22 + BinaryPrimitives.ReadUInt16BigEndian(segment[20..]));
        BinaryPrimitives.WriteUInt32BigEndian(segment[4..], Crc32.HashToUInt32(segment[8..at]));
        while (segment.Length - at >= Frame.Overhead && BinaryPrimitives.ReadUInt32BigEndian(segment[at..]) is var length && length >= 9 && length <= segment.Length - at - 8)
        {
            BinaryPrimitives.WriteUInt32BigEndian(segment[(at + 4)..], Crc32.HashToUInt32(segment.Slice(at + 8, (int)length)));
            at += 8 + (int)length;
        }
    }
}
