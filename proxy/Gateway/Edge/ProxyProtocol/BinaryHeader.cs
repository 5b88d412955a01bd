using System.Buffers;
using System.Buffers.Binary;
using System.Net;

namespace Compliance.Gateway.Edge.ProxyProtocol;

/// <summary>
/// Version 2: signature (12 bytes), version and command, family and transport, length of the rest; then both addresses and ports, and
/// whatever the load balancer adds (TLVs), which is skipped. Pure.
/// </summary>
internal static class BinaryHeader
{
    private const int Fixed = 16;
    private const int Ports = 4;
    private const byte Local = 0x20;
    private const byte Proxied = 0x21;

    public static ReadOnlySpan<byte> Begin => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>As <see cref="ProxyHeaderParser.Read"/>, of bytes that start with <see cref="Begin"/>.</summary>
    public static OperationStatus Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out string problem)
    {
        header = default;
        problem = "";
        if (bytes.Length < Fixed)
            return OperationStatus.NeedMoreData;
        var (command, family) = (bytes[12], bytes[13]);
        var length = Fixed + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        var addressBytes = family switch { 0x00 => 0, 0x11 => 4, 0x21 => 16, 0x31 => 108, _ => -1 };
        if (command is not (Local or Proxied))
            problem = "of version 2 holds another version or command than LOCAL or PROXY";
        else if (length > ProxyHeaderParser.MaxBytes)
            problem = $"of version 2 has {length} bytes, and at most {ProxyHeaderParser.MaxBytes} are taken";
        else if (command == Proxied && addressBytes < 0)
            problem = "of version 2 is for a family or transport other than TCP over IPv4 or IPv6, UNIX and UNSPEC";
        else if (command == Proxied && length - Fixed < Needed(addressBytes))
            problem = "of version 2 is too short for its addresses";
        if (problem.Length > 0)
            return OperationStatus.InvalidData;
        if (bytes.Length < length)
            return OperationStatus.NeedMoreData;
        header = new ProxyHeader(2, command == Proxied ? Source(bytes[Fixed..length], addressBytes) : null, length);
        return OperationStatus.Done;
    }

    /// <summary>Two addresses, and two ports where there are such.</summary>
    private static int Needed(int addressBytes) => (2 * addressBytes) + (addressBytes is 4 or 16 ? Ports : 0);

    private static IPEndPoint? Source(ReadOnlySpan<byte> rest, int addressBytes) => addressBytes is 4 or 16
        ? new IPEndPoint(new IPAddress(rest[..addressBytes]), BinaryPrimitives.ReadUInt16BigEndian(rest[(2 * addressBytes)..]))
        : null;
}
