using System.Net;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Addresses of the Internet protocol. Four small numbers with points are as often a version, so those count only where a name says so; a
/// time of day and a hardware address are none. Stateless.
/// </summary>
internal static class IpDetector
{
    private const int Sure = 90;
    private const int Doubtful = 40;
    private const int LongestV4 = 15;
    private const int LongestV6 = 45;
    private const int SmallNumber = 20;

    /// <param name="start">Where the first digit is.</param>
    internal static bool TryFindV4(ReadOnlySpan<byte> text, int start, Hints hints, out Finding finding)
    {
        finding = default;
        var (at, parts, number, digits, isSmall) = (start, 1, 0, 0, true);
        for (; at < text.Length && at - start <= LongestV4; at++)
        {
            if (char.IsAsciiDigit((char)text[at]))
            {
                number = (number * 10) + text[at] - '0';
                if (++digits > 3 || number > byte.MaxValue)
                    return false;
                isSmall &= number < SmallNumber;
            }
            else if (text[at] == '.' && digits > 0 && parts < 4 && at + 1 < text.Length && char.IsAsciiDigit((char)text[at + 1]))
            {
                (parts, number, digits) = (parts + 1, 0, 0);
            }
            else
            {
                break;
            }
        }

        if (parts < 4 || !Boundary.IsBefore(text, start) || !Boundary.IsAfter(text, at))
            return false;
        finding = new(DetectedKind.Ip, start, at - start, isSmall && (hints & Hints.Ip) == 0 ? Doubtful : Sure);
        return true;
    }

    /// <param name="text">What is looked at.</param>
    /// <param name="colon">Where the first colon is.</param>
    /// <param name="finding">What was found.</param>
    /// <param name="end">Behind what was looked at.</param>
    internal static bool TryFindV6(ReadOnlySpan<byte> text, int colon, out Finding finding, out int end)
    {
        finding = default;
        var start = colon;
        while (start > 0 && colon - start < 4 && char.IsAsciiHexDigit((char)text[start - 1]))
            start--;
        end = colon;
        var (colons, hasDigit) = (0, false);
        while (end < text.Length && end - start <= LongestV6 && (text[end] is (byte)':' or (byte)'.' || char.IsAsciiHexDigit((char)text[end])))
        {
            colons += text[end] == ':' ? 1 : 0;
            hasDigit |= text[end] is not ((byte)':' or (byte)'.');
            end++;
        }

        var address = text[start..end].TrimEnd((byte)'.');
        if (colons < 2 || !hasDigit || address.Length > LongestV6 || (start > 0 && char.IsAsciiLetterOrDigit((char)text[start - 1]))
            || (end < text.Length && char.IsAsciiLetterOrDigit((char)text[end])) || !IPAddress.TryParse(address, out _))
        {
            return false;
        }

        finding = new(DetectedKind.Ip, start, address.Length, Sure);
        return true;
    }
}
