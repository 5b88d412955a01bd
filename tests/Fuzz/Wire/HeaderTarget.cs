using System.Buffers.Binary;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Wire;

/// <summary>
/// Headers of requests and responses. An input is a frame without its length. What is read lies within the frame, allocates nothing, and
/// encoded again is the header that was read.
/// </summary>
internal sealed class HeaderTarget : Target
{
    public override string Name => "header";
    public override int Share => 60;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        var frame = input.Span;
        probe.Begin();
        var fault = RequestHeaderView.Read(frame, out var header);
        probe.End(0);
        if (fault is { } found)
        {
            Demand(found.Offset >= 0 && found.Offset <= frame.Length, "a fault beyond the frame");
            probe.Count(Kinds.Of(found.Kind));
        }
        else
        {
            Check(frame, header);
            probe.Count(header.Known ? "known" : header.Api is null ? "unknown API" : "unknown version");
        }

        if (header.Api is not { } api || !header.Known)
            return;
        probe.Begin();
        var other = ResponseHeaderView.Read(frame, api, header.ApiVersion, out var answer);
        probe.End(0);
        Demand(other is not null || (answer.BodyOffset <= frame.Length && answer.CorrelationId == BinaryPrimitives.ReadInt32BigEndian(frame)), "an answer's header beyond its frame");
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        .. from api in ApiTable.Rows
           from version in new[] { api.MinVersion, api.MaxVersion }
           from client in new[] { null, "", "till-7", new string('c', 300) }
           select new Sample(Encode(api, version, client), [0, 2, 8, 10]),
    ];

    private static void Check(ReadOnlySpan<byte> frame, in RequestHeaderView header)
    {
        Demand(header.BodyOffset >= 10 && header.BodyOffset <= frame.Length, "a body beyond its frame");
        Demand(header.ApiKey == BinaryPrimitives.ReadInt16BigEndian(frame) && header.ApiVersion == BinaryPrimitives.ReadInt16BigEndian(frame[2..])
            && header.CorrelationId == BinaryPrimitives.ReadInt32BigEndian(frame[4..]), "another header than the bytes say");
        short length = BinaryPrimitives.ReadInt16BigEndian(frame[8..]);
        Demand(header.ClientId.Length == Math.Max((short)0, length) && header.ClientId.SequenceEqual(frame.Slice(10, header.ClientId.Length)), "another client id than the bytes say");
    }

    private static byte[] Encode(ApiRow api, short version, string? client)
    {
        byte[] frame = new byte[400];
        var writer = new WireWriter(frame);
        writer.Int16(api.Key);
        writer.Int16(version);
        writer.Int32(4711);
        if (client is null)
            writer.NullString(compact: false);
        else
            writer.String(System.Text.Encoding.UTF8.GetBytes(client), compact: false);
        if (api.RequestHeaderVersion(version) == 2)
        {
            writer.UVarint(1);
            writer.UVarint(3);
            writer.UVarint(2);
            writer.Raw([7, 7]);
        }

        writer.Raw([1, 2, 3, 4, 5, 6, 7, 8]);
        return frame[..writer.Position];
    }
}
