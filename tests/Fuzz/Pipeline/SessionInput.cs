using System.Buffers.Binary;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// An input that is a connection: <c>manner uint8, what the client sends, { divider, body of an answer }*</c>. The client's stream begins with a
/// login as till; bit 1 of the manner lets the broker answer with the bytes themselves, without a frame, and close.
/// </summary>
internal sealed record SessionInput(bool IsRaw, ReadOnlyMemory<byte> Stream, IReadOnlyList<byte[]> Answers)
{
    private const int MostAnswers = 16;
    private static readonly byte[] Divider = [.. "\0--answer--\0"u8];

    public static SessionInput Read(ReadOnlyMemory<byte> input)
    {
        bool isRaw = input.Length > 0 && (input.Span[0] & 2) != 0;
        var rest = input.Length > 0 ? input[1..] : input;
        int end = rest.Span.IndexOf(Divider);
        var stream = end < 0 ? rest : rest[..end];
        var answers = new List<byte[]>();
        while (end >= 0 && answers.Count < MostAnswers)
        {
            rest = rest[(end + Divider.Length)..];
            end = rest.Span.IndexOf(Divider);
            answers.Add((end < 0 ? rest : rest[..end]).ToArray());
        }

        return new SessionInput(isRaw, stream, answers);
    }

    /// <summary>A login, then requests of some APIs, each with its answer.</summary>
    public static Sample Sample(byte manner, short saslVersion, ref Dice dice, params short[] apis)
    {
        var bytes = new List<byte> { manner };
        var marks = new List<int>();
        var answers = new List<byte[]>();
        int correlation = 1;
        Add(17, saslVersion, new Message(ApiTable.Find(17)!.Request(saslVersion)) { ["Mechanism"] = "PLAIN" }.Encode());
        byte[] token = "\0till\0till-secret"u8.ToArray();
        if (saslVersion == 0)
            AddFrame(token);
        else
            Add(36, 2, new Message(ApiTable.Find(36)!.Request(2)) { ["AuthBytes"] = token }.Encode());
        foreach (short key in apis)
        {
            var api = ApiTable.Find(key)!;
            short version = (short)(api.MinVersion + dice.Below(api.MaxVersion - api.MinVersion + 1));
            Add(key, version, Filler.Encode(api.Request(version), ref dice));
            byte[] header = api.ResponseHeaderVersion(version) == 1 ? [0] : [];
            answers.Add([.. header, .. Filler.Encode(api.Response(version), ref dice)]);
        }

        foreach (byte[] answer in answers)
        {
            bytes.AddRange(Divider);
            bytes.AddRange(answer);
        }

        return new Sample([.. bytes], [.. marks]);

        void Add(short key, short version, byte[] body)
        {
            byte[] tags = ApiTable.Find(key)!.RequestHeaderVersion(version) == 2 ? [0] : [];
            AddFrame([0, (byte)key, 0, (byte)version, 0, 0, 0, (byte)correlation++, 0, 1, (byte)'t', .. tags, .. body]);
        }

        void AddFrame(byte[] frame)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, frame.Length);
            marks.AddRange([bytes.Count, bytes.Count + 4, bytes.Count + 6, bytes.Count + 8, bytes.Count + 12]);
            bytes.AddRange(length);
            bytes.AddRange(frame);
        }
    }
}
