using System.Buffers.Binary;
using Compliance.Fuzz.Corpus;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Wire;

/// <summary>
/// The scanner of frames over the buffer of a connection. An input is a stream; it arrives in pieces of any size, and the frames found must
/// be those of the stream looked at whole, the bound held, and every byte of the budget given back.
/// </summary>
internal sealed class FrameTarget : Target
{
    private const int MaxFrame = 64 << 10;
    private static readonly FrameScanner Scanner = new(MaxFrame);
    private readonly BufferBudget _budget = new(8 << 20, TimeSpan.FromSeconds(1), TimeProvider.System);

    public override string Name => "frames";
    public override int Share => 60;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        var dice = Dice.Of(input.Span);
        var rest = input;
        var stream = input.Span;
        using var reader = new FrameReader(_budget);
        bool refused = false;
        while (!refused)
        {
            probe.Begin();
            var status = Scanner.Next(reader.Span, out int total, out var fault);
            probe.End(0);
            switch (status)
            {
                case FrameStatus.Complete:
                    var expected = Scanner.Next(stream, out int whole, out _);
                    Demand(expected == FrameStatus.Complete && whole == total && reader.Span[..total].SequenceEqual(stream[..total]), "another frame than the stream holds");
                    reader.Consume(total);
                    stream = stream[total..];
                    continue;
                case FrameStatus.Refused:
                    Demand(Scanner.Next(stream, out _, out var same) == FrameStatus.Refused && same == fault, "refused though the stream is not");
                    probe.Count(Kinds.Of(fault.Kind));
                    refused = true;
                    continue;
            }

            Demand(total <= FrameScanner.Prefix + MaxFrame, "a frame beyond the bound");
            if (rest.IsEmpty)
                break;
            Receive(reader, ref rest, total, ref dice);
        }

        if (!refused)
            probe.Count(reader.Length == 0 ? "all frames" : "cut off");
        reader.Release();
        Demand(_budget.Used == 0, "bytes of the budget were not given back");
    }

    protected override IReadOnlyList<Sample> MakeSamples()
    {
        var dice = new Dice(7);
        var bodies = Golden.Messages.Select(vector => vector.Bytes).Append(new byte[20_000]).Append(new byte[MaxFrame]).ToList();
        return [.. Enumerable.Range(0, 300).Select(_ => Stream(bodies, ref dice))];
    }

    private static void Receive(FrameReader reader, ref ReadOnlyMemory<byte> rest, int whole, ref Dice dice)
    {
        Demand(reader.TryMakeRoom(whole), "no room within the budget");
        Demand(!reader.Room.IsEmpty, "no room for a byte");
        int piece = dice.OneIn(3) ? 1 + dice.Below(3) : 1 + dice.Below(rest.Length);
        piece = Math.Min(Math.Min(piece, reader.Room.Length), rest.Length);
        rest[..piece].CopyTo(reader.Room);
        reader.Received(piece);
        rest = rest[piece..];
        if (dice.OneIn(8))
            reader.Idle();
        Demand(reader.Capacity <= 2 * FrameReader.Largest, "a buffer beyond its bound");
    }

    private static Sample Stream(List<byte[]> bodies, ref Dice dice)
    {
        var stream = new List<byte>();
        var marks = new List<int>();
        for (int frames = 1 + dice.Below(6); frames > 0; frames--)
        {
            byte[] body = bodies[dice.Below(bodies.Count)];
            marks.Add(stream.Count);
            byte[] size = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(size, body.Length);
            stream.AddRange(size);
            stream.AddRange(body);
        }

        return new Sample([.. stream], [.. marks]);
    }
}
