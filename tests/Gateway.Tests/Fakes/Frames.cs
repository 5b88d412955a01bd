using System.Buffers.Binary;
using System.Text;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>Frames as bytes, for tests that look at the wire itself.</summary>
internal static class Frames
{
    public const short Produce = 0;
    public const short Metadata = 3;
    public const short FindCoordinator = 10;
    public const short Heartbeat = 12;
    public const short SaslHandshake = 17;
    public const short ApiVersions = 18;
    public const short SaslAuthenticate = 36;

    /// <summary>A request with its length: header of the right version, client id "t", body.</summary>
    public static byte[] Request(short key, short version, int correlationId, ReadOnlySpan<byte> body)
    {
        var tags = ApiTable.Find(key)?.RequestHeaderVersion(version) == 2 ? 1 : 0;
        var frame = new byte[4 + 8 + 3 + tags + body.Length];
        var writer = new WireWriter(frame);
        writer.Int32(frame.Length - 4);
        writer.Int16(key);
        writer.Int16(version);
        writer.Int32(correlationId);
        writer.String("t"u8, compact: false);
        if (tags > 0)
            writer.UVarint(0);
        writer.Raw(body);
        return frame;
    }

    /// <summary>A login's first request, v1, of correlation id -1.</summary>
    public static byte[] Handshake(string mechanism) => Request(SaslHandshake, 1, -1, [0, (byte)mechanism.Length, .. Encoding.ASCII.GetBytes(mechanism)]);

    /// <summary>And its second, of -2.</summary>
    public static byte[] Authenticate(string token) => Request(SaslAuthenticate, 1, -2, [0, 0, 0, (byte)token.Length, .. Encoding.ASCII.GetBytes(token)]);

    /// <summary>A Heartbeat v0: an API that nothing looks into. Grammar: string group, int32 generation, string member.</summary>
    public static byte[] Beat(int correlationId, int padding = 1)
    {
        var body = new byte[2 + 1 + 4 + 2 + padding];
        var writer = new WireWriter(body);
        writer.String("g"u8, compact: false);
        writer.Int32(1);
        writer.String(new byte[padding], compact: false);
        return Request(Heartbeat, 0, correlationId, body);
    }

    /// <summary>FindCoordinator v1: string key, int8 type (0: group). Its answer begins with int32 throttle, int16 error.</summary>
    public static byte[] Find(int correlationId, string group)
    {
        var body = new byte[2 + group.Length + 1];
        var writer = new WireWriter(body);
        writer.String(Encoding.ASCII.GetBytes(group), compact: false);
        writer.Int8(0);
        return Request(FindCoordinator, 1, correlationId, body);
    }

    /// <summary>A Produce v7 with an empty list of topics behind <paramref name="padding"/> bytes of transactional id.</summary>
    public static byte[] ProduceV7(int correlationId, short acks, int padding = 0)
    {
        var body = new byte[2 + padding + 2 + 4 + 4];
        var writer = new WireWriter(body);
        writer.String(new byte[padding].AsSpan(), compact: false);
        writer.Int16(acks);
        writer.Int32(1000);
        writer.Int32(0);
        return Request(Produce, 7, correlationId, body);
    }

    /// <summary>An answer with its length: int32 correlation id, then the rest as given.</summary>
    public static byte[] Answer(int correlationId, ReadOnlySpan<byte> rest)
    {
        var frame = new byte[8 + rest.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), correlationId);
        rest.CopyTo(frame.AsSpan(8));
        return frame;
    }

    /// <summary>The next frame without its length; null: the other side has closed.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancel = default)
    {
        var prefix = new byte[4];
        if (await stream.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false, cancel) < 4)
            return null;
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        await stream.ReadExactlyAsync(frame, cancel);
        return frame;
    }

    public static short ApiKeyOf(byte[] frame) => BinaryPrimitives.ReadInt16BigEndian(frame);

    public static short VersionOf(byte[] frame) => BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(2));

    public static int CorrelationIdOf(byte[] request) => BinaryPrimitives.ReadInt32BigEndian(request.AsSpan(4));
}
