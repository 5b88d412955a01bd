using System.Buffers.Binary;
using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Fuzz.Evidence;

/// <summary>The files of a sound journal, as <see cref="JournalTarget"/> takes them.</summary>
internal static class JournalSample
{
    private const long Epoch = 3;

    /// <param name="epoch">The folder's epoch file.</param>
    /// <param name="cursor">What the shipper has noted.</param>
    /// <param name="first">Events of the first segment, which is sealed.</param>
    /// <param name="second">Events of the second.</param>
    /// <param name="tail">Zeros behind the second, which then has no seal.</param>
    public static Sample Make(EpochRecord epoch, Cursor cursor, int first, int second, int tail)
    {
        var marks = new List<int>();
        var bytes = new List<byte>();
        Add(Encoding.UTF8.GetBytes(epoch.Format()), []);
        Add(Encoding.UTF8.GetBytes(cursor.Format()), []);
        Add(Segment(1, 1, first, sealedOff: true, 0, out var places), places);
        Add(Segment(2, first + 1, second, sealedOff: tail == 0, tail, out places), places);
        return new Sample([.. bytes], [.. marks]);

        void Add(byte[] file, List<int> within)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, file.Length);
            marks.Add(bytes.Count);
            bytes.AddRange(length);
            marks.AddRange(within.Select(place => bytes.Count + place));
            bytes.AddRange(file);
        }
    }

    private static byte[] Segment(int index, long from, int count, bool sealedOff, int tail, out List<int> places)
    {
        var segment = new List<byte>(SegmentHeader.Write("proxy-1", Epoch, index));
        places = [0, 4, 8, 16, 20];
        for (int i = 0; i < count; i++)
            Frame(FrameType.Event, from + i, i % 3 == 2 ? [1] : Events.Encode(Events.Numbered(Epoch, from + i)), places);
        if (sealedOff)
            Frame(FrameType.Seal, from + count - 1, [], places);
        segment.AddRange(new byte[tail]);
        return [.. segment];

        void Frame(FrameType type, long number, byte[] payload, List<int> at)
        {
            byte[] frame = new byte[Gateway.Audit.Journaling.Frame.Overhead + payload.Length];
            payload.CopyTo(frame, Gateway.Audit.Journaling.Frame.Overhead);
            Gateway.Audit.Journaling.Frame.Close(frame, type, number);
            at.AddRange([segment.Count, segment.Count + 4, segment.Count + 8, segment.Count + 9, segment.Count + 16]);
            segment.AddRange(frame);
        }
    }
}
