using System.Collections.Frozen;
using System.Globalization;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Account numbers (ISO 13616): a country that has them, as many characters as it gives them, with a space between any four or none, and a
/// remainder of one by 97. Stateless.
/// </summary>
internal static class IbanDetector
{
    private const int Sure = 95;
    private const int Head = 4;
    private const int Longest = 34;

    // By the registry of SWIFT.
    private static readonly FrozenDictionary<int, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 "
        + "GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 "
        + "NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30")
        .Split(' ').ToFrozenDictionary(entry => Country((byte)entry[0], (byte)entry[1]), entry => int.Parse(entry.AsSpan(2), CultureInfo.InvariantCulture));

    /// <param name="text">What is looked at.</param>
    /// <param name="start">Where the country's two letters are, before a digit.</param>
    /// <param name="finding">What was found.</param>
    internal static bool TryFind(ReadOnlySpan<byte> text, int start, out Finding finding)
    {
        finding = default;
        if (!Lengths.TryGetValue(Country(Upper(text[start]), Upper(text[start + 1])), out var length) || !Boundary.IsBefore(text, start))
            return false;
        Span<byte> characters = stackalloc byte[Longest];
        var (count, at) = (0, start);
        for (; at < text.Length && count < length; at++)
        {
            if (char.IsAsciiLetterOrDigit((char)text[at]))
                characters[count++] = Upper(text[at]);
            else if (text[at] != ' ' || count % Head != 0 || text[at - 1] == ' ')
                return false;
        }

        var all = characters[..count];
        if (count < length || !char.IsAsciiDigit((char)all[2]) || !char.IsAsciiDigit((char)all[3]) || !Boundary.IsAfter(text, at) || IbanChecksum.Remainder(all[..Head], all[Head..]) != 1)
            return false;
        finding = new(DetectedKind.Iban, start, at - start, Sure);
        return true;
    }

    private static int Country(byte first, byte second) => (first << 8) | second;

    private static byte Upper(byte letter) => char.IsAsciiLetterLower((char)letter) ? (byte)(letter - 'a' + 'A') : letter;
}
