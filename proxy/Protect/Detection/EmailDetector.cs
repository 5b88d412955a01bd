using System.Buffers;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Addresses: up to 64 characters before an @, a domain of up to 253 behind it whose last label is letters alone. Looks as far as that and no
/// further. Stateless.
/// </summary>
internal static class EmailDetector
{
    private const int Sure = 95;
    private const int MostLocal = 64;
    private const int MostDomain = 253;
    private const int LeastTopLevel = 2;
    private static readonly SearchValues<byte> OfLocal = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-"u8);
    private static readonly SearchValues<byte> OfDomain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"u8);

    /// <param name="text">What is looked at.</param>
    /// <param name="at">Where the @ is.</param>
    /// <param name="finding">What was found.</param>
    internal static bool TryFind(ReadOnlySpan<byte> text, int at, out Finding finding)
    {
        finding = default;
        var before = text[Math.Max(0, at - MostLocal - 1)..at];
        var local = before[(before.LastIndexOfAnyExcept(OfLocal) + 1)..].TrimStart((byte)'.');
        if (local.Length is 0 or > MostLocal || local[^1] == '.')
            return false;
        var behind = text[(at + 1)..Math.Min(text.Length, at + 2 + MostDomain)];
        var end = behind.IndexOfAnyExcept(OfDomain);
        var domain = (end < 0 ? behind : behind[..end]).TrimEnd(".-"u8);
        var point = domain.LastIndexOf((byte)'.');
        if (domain.Length > MostDomain || point <= 0 || domain[0] is (byte)'.' or (byte)'-' || domain.IndexOf(".."u8) >= 0)
            return false;
        var topLevel = domain[(point + 1)..];
        foreach (var letter in topLevel)
        {
            if (!char.IsAsciiLetter((char)letter) && !topLevel.StartsWith("xn--"u8))
                return false;
        }

        if (topLevel.Length < LeastTopLevel)
            return false;
        finding = new(DetectedKind.Email, at - local.Length, local.Length + 1 + domain.Length, Sure);
        return true;
    }
}
