using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Compliance.Gateway.Tests.Edge.ProxyProtocol;

/// <summary>Headers as load balancers send them.</summary>
internal static class ProxyHeaders
{
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    public static byte[] Text(string line) => Encoding.Latin1.GetBytes(line);

    public static byte[] V1(string from, int port) =>
        Text($"PROXY {(from.Contains(':', StringComparison.Ordinal) ? "TCP6" : "TCP4")} {from} {(from.Contains(':', StringComparison.Ordinal) ? "2001:db8::9" : "198.51.100.9")} {port} 9092\r\n");

    public static byte[] V2(string from, int port, params byte[] more)
    {
        var address = IPAddress.Parse(from).GetAddressBytes();
        var ports = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(ports, (ushort)port);
        return V2(0x21, (byte)(address.Length == 4 ? 0x11 : 0x21), [.. address, .. new byte[address.Length], .. ports, .. more]);
    }

    public static byte[] V2(byte command, byte family, byte[] rest) =>
        [.. Signature, command, family, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];
}
