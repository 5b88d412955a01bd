using System.Buffers.Binary;
using System.Text;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>What a client says and hears as it logs in, as bytes.</summary>
internal static class SaslFrames
{
    public static byte[] Handshake(short version, int correlationId, string mechanism) =>
        Frames.Request(Frames.SaslHandshake, version, correlationId, [0, (byte)mechanism.Length, .. Encoding.ASCII.GetBytes(mechanism)]);

    public static byte[] Authenticate(short version, int correlationId, string token)
    {
        var bytes = Encoding.UTF8.GetBytes(token);
        var body = new byte[bytes.Length + 8];
        var writer = new WireWriter(body);
        if (version < 2)
            writer.Int32(bytes.Length);
        else
            writer.UVarint((uint)bytes.Length + 1);
        writer.Raw(bytes);
        if (version >= 2)
            writer.UVarint(0);
        return Frames.Request(Frames.SaslAuthenticate, version, correlationId, body.AsSpan(0, writer.Position));
    }

    /// <summary>As it stands behind SaslHandshake v0.</summary>
    public static byte[] Bare(string token)
    {
        var bytes = Encoding.UTF8.GetBytes(token);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        return [.. length, .. bytes];
    }

    /// <summary>What an answer to SaslAuthenticate of that version says. Grammar: int32 correlation id, [v2: tags], then as the body.</summary>
    public static (short Error, string Message, string Token, long LifeMs) ReadAuthenticate(byte[]? answer, short version)
    {
        var reader = new WireReader(answer);
        _ = reader.Int32();
        if (version >= 2)
            reader.SkipTags();
        var error = reader.Int16();
        _ = version < 2 ? reader.ClassicString(out var message) : reader.CompactString(out message);
        _ = version < 2 ? reader.ClassicBytes(out var token) : reader.CompactBytes(out token);
        var life = version < 1 ? 0 : reader.Int64();
        return reader.Failed ? throw new InvalidDataException("no answer to SaslAuthenticate") : (error, Encoding.UTF8.GetString(message), Encoding.UTF8.GetString(token), life);
    }
}
