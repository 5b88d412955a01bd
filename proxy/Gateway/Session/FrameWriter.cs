using System.Buffers.Binary;
using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>Puts frames together that do not leave as they came. Each call replaces what the buffer held.</summary>
internal static class FrameWriter
{
    /// <summary>An answer of our own: int32 size, response header, body.</summary>
    public static ReadOnlyMemory<byte> Answer(ReplyBuffer into, ApiRow api, short version, int correlationId, ReadOnlySpan<byte> body)
    {
        var header = ResponseHeaderView.Size(api, version);
        var total = FrameScanner.Prefix + header + body.Length;
        into.Reset();
        var span = into.GetSpan(total);
        BinaryPrimitives.WriteInt32BigEndian(span, total - FrameScanner.Prefix);
        var writer = new WireWriter(span[FrameScanner.Prefix..]);
        ResponseHeaderView.Write(ref writer, api, version, correlationId);
        body.CopyTo(span[(FrameScanner.Prefix + header)..]);
        into.Advance(total);
        return into.Written;
    }

    /// <summary>The answer that an entry of the ring holds.</summary>
    public static ReadOnlyMemory<byte> Answer(ReplyBuffer into, in InFlightEntry entry) =>
        Answer(into, entry.Api, entry.Version, entry.CorrelationId, entry.Body);

    /// <summary>The head of an edited frame: int32 size, and the header as received. The caller writes the body behind it.</summary>
    public static Span<byte> Edited(ReplyBuffer into, ReadOnlySpan<byte> header, int bodyLength)
    {
        var total = FrameScanner.Prefix + header.Length + bodyLength;
        into.Reset();
        var span = into.GetSpan(total)[..total];
        BinaryPrimitives.WriteInt32BigEndian(span, total - FrameScanner.Prefix);
        header.CopyTo(span[FrameScanner.Prefix..]);
        into.Advance(total);
        return span[(FrameScanner.Prefix + header.Length)..];
    }
}
