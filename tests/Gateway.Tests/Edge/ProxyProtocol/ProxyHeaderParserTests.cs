using System.Buffers;
using System.Net;
using Compliance.Gateway.Edge.ProxyProtocol;
using Xunit;

namespace Compliance.Gateway.Tests.Edge.ProxyProtocol;

/// <summary>Both versions of the header, whole, in pieces and wrong.</summary>
public sealed class ProxyHeaderParserTests
{
    public static TheoryData<byte[], string> Named { get; } = new()
    {
        { ProxyHeaders.V1("192.0.2.1", 56324), "192.0.2.1:56324" },
        { ProxyHeaders.V1("2001:db8::1", 1), "[2001:db8::1]:1" },
        { ProxyHeaders.Text("PROXY TCP6 ffff:f00f:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"), "[ffff:f00f:ffff:ffff:ffff:ffff:ffff:ffff]:65535" },
        { ProxyHeaders.Text("PROXY UNKNOWN\r\n"), "" },
        { ProxyHeaders.Text("PROXY UNKNOWN ffff:: :: whatever it likes to say\r\n"), "" },
        { ProxyHeaders.V2("192.0.2.1", 56324), "192.0.2.1:56324" },
        { ProxyHeaders.V2("2001:db8::1", 65535), "[2001:db8::1]:65535" },
        { ProxyHeaders.V2("192.0.2.1", 7, [0x02, 0x00, 0x03, 0x61, 0x2E, 0x62, 0x04, 0x00, 0x00]), "192.0.2.1:7" },
        { ProxyHeaders.V2("192.0.2.1", 7, new byte[16_000]), "192.0.2.1:7" },

        // A health check's own connection, families without addresses, and one that has a socket's path.
        { ProxyHeaders.V2(0x20, 0x00, []), "" },
        { ProxyHeaders.V2(0x20, 0x11, [1, 2, 3]), "" },
        { ProxyHeaders.V2(0x21, 0x00, []), "" },
        { ProxyHeaders.V2(0x21, 0x00, [4, 0, 0]), "" },
        { ProxyHeaders.V2(0x21, 0x31, new byte[216]), "" },
    };

    public static TheoryData<byte[], string> Wrong { get; } = new()
    {
        { ProxyHeaders.Text("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n"), "does not end with CR LF" },
        { ProxyHeaders.Text("PROXY \n"), "does not end with CR LF" },
        { ProxyHeaders.Text("PROXY \r\n"), "neither TCP4 nor TCP6 nor UNKNOWN" },
        { ProxyHeaders.Text("PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n"), "neither TCP4 nor TCP6 nor UNKNOWN" },
        { ProxyHeaders.Text("PROXY tcp4 192.0.2.1 192.0.2.2 1 2\r\n"), "neither TCP4 nor TCP6 nor UNKNOWN" },
        { ProxyHeaders.Text("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n"), "two addresses and two ports" },
        { ProxyHeaders.Text("PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n"), "two addresses and two ports" },
        { ProxyHeaders.Text("PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n"), "two addresses and two ports" },
        { ProxyHeaders.Text("PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n"), "none of TCP4" },
        { ProxyHeaders.Text("PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n"), "none of TCP4" },
        { ProxyHeaders.Text("PROXY TCP4 192.0.2.1 192.0.2.300 1 2\r\n"), "none of TCP4" },
        { ProxyHeaders.Text("PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n"), "none of TCP4" },
        { ProxyHeaders.Text("PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n"), "none of TCP6" },
        { ProxyHeaders.Text("PROXY TCP6 fe80::1%1 fe80::2 1 2\r\n"), "none of TCP6" },
        { ProxyHeaders.Text("PROXY TCP6 [2001:db8::1] 2001:db8::2 1 2\r\n"), "none of TCP6" },
        { ProxyHeaders.Text("PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n"), "a port that is none" },
        { ProxyHeaders.Text("PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n"), "a port that is none" },
        { ProxyHeaders.Text("PROXY TCP4 192.0.2.1 192.0.2.2 1 -2\r\n"), "a port that is none" },
        { ProxyHeaders.Text("PROXY UNKNOWN " + new string('x', 100)), "has no end within 107 bytes" },
        { ProxyHeaders.Text("PROXIES are not meant"), "none of version 1 or 2" },
        { ProxyHeaders.Text("\r\n\r\nGET / HTTP"), "none of version 1 or 2" },
        { ProxyHeaders.V2(0x11, 0x11, new byte[12]), "another version or command" },
        { ProxyHeaders.V2(0x22, 0x11, new byte[12]), "another version or command" },
        { ProxyHeaders.V2(0x21, 0x12, new byte[12]), "family or transport" },
        { ProxyHeaders.V2(0x21, 0x41, new byte[12]), "family or transport" },
        { ProxyHeaders.V2(0x21, 0x11, new byte[11]), "too short for its addresses" },
        { ProxyHeaders.V2(0x21, 0x21, new byte[35]), "too short for its addresses" },
        { ProxyHeaders.V2(0x21, 0x31, new byte[215]), "too short for its addresses" },
        { ProxyHeaders.V2(0x21, 0x11, new byte[16_369]), "at most 16384 are taken" },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public void A_header_names_its_source_however_it_is_cut_and_takes_nothing_behind_it(byte[] bytes, string source)
    {
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(OperationStatus.NeedMoreData, ProxyHeaderParser.Read(bytes.AsSpan(0, length), out _, out _));

        byte[] more = [.. bytes, 0x16, 0x03, 0x0A];
        Assert.Equal(OperationStatus.Done, ProxyHeaderParser.Read(more, out var header, out _));
        Assert.Equal(bytes.Length, header.Length);
        Assert.Equal(source.Length == 0 ? null : IPEndPoint.Parse(source), header.Source);
        Assert.True(ProxyHeaderParser.MayBegin(bytes[0]));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_header_that_is_not_as_specified_is_refused_with_what_is_wrong(byte[] bytes, string what)
    {
        Assert.Equal(OperationStatus.InvalidData, ProxyHeaderParser.Read(bytes, out var header, out var problem));
        Assert.Contains(what, problem, StringComparison.Ordinal);
        Assert.Null(header.Source);
    }
}
