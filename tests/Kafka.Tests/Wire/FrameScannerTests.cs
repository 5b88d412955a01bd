using System.Buffers.Binary;
using System.Text;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class FrameScannerTests
{
    private static readonly FrameScanner Scanner = new(maxFrame: 1000);

    [Fact]
    public void Frames_are_found_one_after_the_other_and_the_last_says_what_it_lacks()
    {
        byte[] buffer = [0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 4, 6, 7, 8, 9, 0, 0, 1, 0, 42];

        Assert.Equal(FrameStatus.Complete, Scanner.Next(buffer, out int first, out _));
        Assert.Equal(9, first);
        Assert.Equal(FrameStatus.Complete, Scanner.Next(buffer.AsSpan(first), out int second, out _));
        Assert.Equal(8, second);
        Assert.Equal(FrameStatus.Partial, Scanner.Next(buffer.AsSpan(first + second), out int third, out _));
        Assert.Equal(260, third);
    }

    [Fact]
    public void A_size_that_has_not_arrived_whole_asks_for_its_own_four_bytes()
    {
        for (int length = 0; length < 4; length++)
        {
            Assert.Equal(FrameStatus.Partial, Scanner.Next(new byte[length], out int total, out _));
            Assert.Equal(4, total);
        }
    }

    [Theory]
    [InlineData(1000, FrameStatus.Partial, default(FaultKind))]
    [InlineData(1001, FrameStatus.Refused, FaultKind.FrameTooLarge)]
    [InlineData(int.MaxValue, FrameStatus.Refused, FaultKind.FrameTooLarge)]
    [InlineData(-1, FrameStatus.Refused, FaultKind.NegativeFrame)]
    [InlineData(int.MinValue, FrameStatus.Refused, FaultKind.NegativeFrame)]
    [InlineData(0, FrameStatus.Refused, FaultKind.FrameTooShort)]
    [InlineData(3, FrameStatus.Refused, FaultKind.FrameTooShort)]
    public void The_size_is_bounded(int size, FrameStatus status, FaultKind kind)
    {
        byte[] buffer = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(buffer, size);

        Assert.Equal(status, Scanner.Next(buffer, out _, out WireFault fault));
        Assert.Equal(kind, fault.Kind);
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001", FaultKind.LooksLikeTls)]
    [InlineData("GET / HTTP/1.1\r\n", FaultKind.LooksLikeHttp)]
    [InlineData("POST /topics HTTP/1.1\r\n", FaultKind.LooksLikeHttp)]
    [InlineData("PRI * HTTP/2.0\r\n", FaultKind.LooksLikeHttp)]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", FaultKind.LooksLikeProxyHeader)]
    [InlineData("\r\n\r\n\0\r\nQUIT\n", FaultKind.LooksLikeProxyHeader)]
    [InlineData("hello", FaultKind.FrameTooLarge)]
    public void Other_protocols_are_named(string opening, FaultKind kind)
    {
        Assert.Equal(FrameStatus.Refused, Scanner.Next(Encoding.Latin1.GetBytes(opening), out _, out WireFault fault));
        Assert.Equal(kind, fault.Kind);
    }
}
