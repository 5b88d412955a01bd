using System.Buffers;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>An address with one or more characters before its last @ and a domain of letters, digits, points and hyphens behind it. Stateless.</summary>
internal static class EmailTransform
{
    private static readonly SearchValues<byte> OfDomain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"u8);

    /// <summary>False, and nothing was written: it is none.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, EmailMask mask, Scratch output)
    {
        var at = text.LastIndexOf((byte)'@');
        if (at <= 0 || at == text.Length - 1 || text[(at + 1)..].IndexOfAnyExcept(OfDomain) >= 0)
            return false;
        var domain = text[(at + 1)..];
        output.Append("***@"u8);
        if (mask.Keep == EmailPart.Domain)
        {
            output.Append(domain);
            return true;
        }

        output.Append("***"u8);
        if (mask.Keep == EmailPart.TopLevel && domain.LastIndexOf((byte)'.') is >= 0 and var point)
            output.Append(domain[point..]);
        return true;
    }
}
