using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Compliance.Gateway.Edge.ProxyProtocol;

/// <summary>Version 1: <c>PROXY TCP4 192.0.2.1 198.51.100.1 56324 9092</c> and a line's end, or <c>PROXY UNKNOWN</c> and anything. Pure.</summary>
internal static class TextHeader
{
    /// <summary>Of the longest line, with its end.</summary>
    private const int MaxBytes = 107;
    private const int Parts = 6;
    private const string Unknown = "UNKNOWN";

    public static ReadOnlySpan<byte> Begin => "PROXY "u8;

    /// <summary>As <see cref="ProxyHeaderParser.Read"/>, of bytes that start with <see cref="Begin"/>.</summary>
    public static OperationStatus Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out string problem)
    {
        header = default;
        problem = "";
        var line = bytes[..Math.Min(bytes.Length, MaxBytes)];
        var end = line.IndexOf((byte)'\n');
        if (end < 0)
        {
            problem = $"of version 1 has no end within {MaxBytes} bytes";
            return bytes.Length < MaxBytes ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
        }

        if (line[end - 1] != '\r')
            problem = "of version 1 does not end with CR LF";
        else if (TryReadSource(line[Begin.Length..(end - 1)], out var source, out problem))
            header = new ProxyHeader(1, source, end + 1);
        return problem.Length == 0 ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    private static bool TryReadSource(ReadOnlySpan<byte> line, out IPEndPoint? source, out string problem)
    {
        (source, problem) = (null, "");
        var parts = Encoding.Latin1.GetString(line).Split(' ', Parts);
        if (parts[0] == Unknown)
            return true;
        var family = parts[0] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        if (family == AddressFamily.Unknown)
            problem = "of version 1 is for neither TCP4 nor TCP6 nor UNKNOWN";
        else if (parts.Length != Parts - 1)
            problem = "of version 1 has not two addresses and two ports behind its family";
        else if (Address(parts[1], family) is not { } from || Address(parts[2], family) is null)
            problem = $"of version 1 holds an address that is none of {parts[0]}";
        else if (Port(parts[3]) is not { } port || Port(parts[4]) is null)
            problem = "of version 1 holds a port that is none";
        else
            source = new IPEndPoint(from, port);
        return problem.Length == 0;
    }

    private static IPAddress? Address(string text, AddressFamily family)
    {
        // Scopes (fe80::1%eth0), brackets and short forms such as 10.1 are addresses to the system, and none here.
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != family || text.AsSpan().ContainsAny('%', '[', ']'))
            return null;
        return family == AddressFamily.InterNetworkV6 || address.ToString() == text ? address : null;
    }

    private static ushort? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port.ToString(CultureInfo.InvariantCulture) == text ? port : null;
}
