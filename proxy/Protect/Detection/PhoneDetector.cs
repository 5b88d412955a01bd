using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Telephone numbers: with a + and a country's code, 8 to 15 digits (E.164); of North America also (212) 555-0123 and, where a name or a word
/// before it says so, 212-555-0123. Others without a code can't be told from any number. Stateless.
/// </summary>
internal static class PhoneDetector
{
    private const int Sure = 85;
    private const int Likely = 70;
    private const int Least = 8;
    private const int Most = 15;
    private const int National = 10;

    // Codes of one and two digits; all that begin otherwise have three, of which 21 to 29 and so on are the first two.
    private static readonly int[] TwoDigits =
    [
        20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    ];

    private static readonly int[] ThreeDigitBeginnings = [21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99];

    /// <param name="text">What is looked at.</param>
    /// <param name="start">Where the first digit is.</param>
    /// <param name="hints">What the field's name says.</param>
    /// <param name="finding">What was found.</param>
    internal static bool TryFind(ReadOnlySpan<byte> text, int start, Hints hints, out Finding finding)
    {
        finding = default;
        var isInternational = start > 0 && text[start - 1] == '+';
        var isBracketed = start > 0 && text[start - 1] == '(';
        var begin = isInternational || isBracketed ? start - 1 : start;
        Span<byte> digits = stackalloc byte[Most];
        var (count, end) = (0, start);
        for (var at = start; at < text.Length; at++)
        {
            if (char.IsAsciiDigit((char)text[at]))
            {
                if (count == Most)
                    return false;
                digits[count++] = text[at];
                end = at + 1;
            }
            else if (text[at] is not ((byte)' ' or (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' or (byte)'/') || at - end >= 2)
            {
                break;
            }
        }

        if (count < Least || !Boundary.IsBefore(text, begin) || !Boundary.IsAfter(text, end))
            return false;
        var number = digits[..count];
        if (isInternational && IsInternational(number))
            finding = new(DetectedKind.Phone, begin, end - begin, Sure);
        else if (!isInternational && count == National && IsNorthAmerican(number)
            && (isBracketed || ((hints | HintWords.Before(text, begin)) & Hints.Phone) != 0))
            finding = new(DetectedKind.Phone, begin, end - begin, Likely);
        return finding.Length > 0;
    }

    private static bool IsInternational(ReadOnlySpan<byte> digits)
    {
        if (digits[0] == '1')
            return digits.Length == National + 1 && IsNorthAmerican(digits[1..]);
        if (digits[0] == '7')
            return digits.Length == National + 1;
        var beginning = ((digits[0] - '0') * 10) + digits[1] - '0';
        return Array.IndexOf(TwoDigits, beginning) >= 0 || Array.IndexOf(ThreeDigitBeginnings, beginning) >= 0;
    }

    private static bool IsNorthAmerican(ReadOnlySpan<byte> digits) => digits[0] >= '2' && digits[3] >= '2' && digits[1..3] is not [(byte)'1', (byte)'1'];
}
