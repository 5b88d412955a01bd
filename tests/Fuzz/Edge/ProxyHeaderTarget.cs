using System.Buffers;
using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Edge.ProxyProtocol;

namespace Compliance.Fuzz.Edge;

/// <summary>
/// The PROXY header. However its bytes are cut, the same is made of them: what is whole is not made less so by what follows, no part of it
/// is taken for the whole, and what is refused is refused with more bytes too, with a reason and without an address.
/// </summary>
internal sealed class ProxyHeaderTarget : Target
{
    public override string Name => "proxy";
    public override int Share => 40;

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "\r\n", " ", "192.0.2.1", "2001:db8::1", "::", "65535", "0", "%1", "\r\n\r\n\0\r\nQUIT\n", "\x21\x11", "\x20\0", "\x21\x31\0\xD8" }.Select(Encoding.Latin1.GetBytes)];

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        var bytes = input.Span;
        probe.Begin();
        var status = ProxyHeaderParser.Read(bytes, out var header, out string problem);
        probe.End(2_048);
        probe.Count(status.ToString());
        Demand(status is OperationStatus.Done == header.Length > 0 && header.Length <= Math.Min(bytes.Length, ProxyHeaderParser.MaxBytes), "a length that is none");
        Demand(status != OperationStatus.InvalidData || (problem.Length > 0 && header.Source is null), "refused without a reason, or with an address");
        Demand(status != OperationStatus.NeedMoreData || bytes.Length < ProxyHeaderParser.MaxBytes, "more is wanted than is taken");
        Demand(status != OperationStatus.Done || ProxyHeaderParser.MayBegin(bytes[0]), "a header that begins like none");
        for (int length = 0; length < Math.Min(bytes.Length, 120); length++)
        {
            var earlier = ProxyHeaderParser.Read(bytes[..length], out var part, out _);
            Demand(earlier != OperationStatus.Done || (status == OperationStatus.Done && part == header), "a part of it says something else");
            Demand(earlier != OperationStatus.InvalidData || status == OperationStatus.InvalidData, "refused at first, and taken with more bytes");
        }
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        .. new[] { "PROXY TCP4 192.0.2.1 198.51.100.1 56324 9092\r\n", "PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n\x16\x03\x01", "PROXY UNKNOWN\r\n", "PROXY UNKNOWN :: :: 0 0\r\n" }
            .Select(line => new Sample(Encoding.Latin1.GetBytes(line))),
        Binary(0x21, 0x11, 12), Binary(0x21, 0x11, 30), Binary(0x21, 0x21, 36), Binary(0x21, 0x31, 216), Binary(0x20, 0, 0), Binary(0x21, 0, 7),
    ];

    private static Sample Binary(byte command, byte family, int length) =>
        new([.. "\r\n\r\n\0\r\nQUIT\n"u8, command, family, (byte)(length >> 8), (byte)length, .. Enumerable.Range(1, length).Select(i => (byte)i)], [12, 13, 14, 16]);
}
