using System.Net;
using System.Net.Sockets;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>An address of either family in its usual text; what was IPv4 within IPv6 keeps the bits of IPv4. Stateless.</summary>
internal static class IpTransform
{
    private const int Dots = 3;
    private const int MappedPrefix = 96;
    private const int LongestText = 65;

    /// <summary>False, and nothing was written: it is none.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, IpMask mask, Scratch output)
    {
        if (!IPAddress.TryParse(text, out var address) || text.Contains((byte)'%') || text.Contains((byte)'['))
            return false;
        var isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        // The framework takes a number for an address, as old programs did.
        if (isV4 && text.Count((byte)'.') != Dots)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        Zero(bytes[..length], isV4 ? mask.V4 : address.IsIPv4MappedToIPv6 ? MappedPrefix + mask.V4 : mask.V6);
        var start = output.Length;
        new IPAddress(bytes[..length]).TryFormat(output.Reserve(LongestText), out var written);
        output.Truncate(start + written);
        return true;
    }

    private static void Zero(Span<byte> address, int bits)
    {
        if (bits % 8 != 0)
            address[bits / 8] &= (byte)(0xFF << (8 - (bits % 8)));
        address[((bits + 7) / 8)..].Clear();
    }
}
