using System.Collections.Frozen;
using System.Text;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>The first characters of a postcode. Stateless.</summary>
internal static class PostcodeTransform
{
    private const int Longest = 12;
    private const int ZipDigits = 5;

    /// <summary>
    /// The first three digits of ZIP codes by which 20,000 people or fewer are meant together, by the census of 2000 (guidance of the Department
    /// of Health and Human Services to 45 CFR 164.514(b)).
    /// </summary>
    private static readonly FrozenSet<int> FewPeople = new[] { 36, 59, 63, 102, 203, 556, 692, 790, 821, 823, 830, 831, 878, 879, 884, 890, 893 }.ToFrozenSet();

    /// <summary>False, and nothing was written: it is none.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, PostcodeGeneralisation generalisation, Scratch output)
    {
        if (generalisation.IsZip)
            return TryWriteZip(text, generalisation.Keep, output);
        if (text.Length > Longest || text.Length <= generalisation.Keep || !Ascii.IsValid(text))
            return false;
        foreach (var character in text)
            if (!char.IsAsciiLetterOrDigit((char)character) && character is not ((byte)' ' or (byte)'-'))
                return false;
        output.Append(text[..generalisation.Keep].TrimEnd(" -"u8));
        return true;
    }

    /// <summary>Five digits, or nine with a hyphen.</summary>
    private static bool TryWriteZip(ReadOnlySpan<byte> text, int keep, Scratch output)
    {
        for (var i = 0; i < text.Length; i++)
            if (i == ZipDigits ? text[i] != '-' : !char.IsAsciiDigit((char)text[i]))
                return false;
        if (text.Length is not (ZipDigits or (ZipDigits + 5)))
            return false;
        var area = ((text[0] - '0') * 100) + ((text[1] - '0') * 10) + text[2] - '0';
        output.Append(FewPeople.Contains(area) ? "000"u8 : text[..keep]);
        return true;
    }
}
