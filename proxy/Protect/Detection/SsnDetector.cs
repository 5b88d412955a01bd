using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Numbers of the United States' social security, AAA-GG-SSSS: none begins with 000, 666 or 9, has the group 00 or the serial 0000, and two that were
/// printed in advertisements are nobody's. Nine digits without separators are one only where a name or a word before them says so. Stateless.
/// </summary>
internal static class SsnDetector
{
    private const int Parted = 60;
    private const int Told = 95;
    private const int Digits = 9;

    internal static bool TryFind(ReadOnlySpan<byte> text, in DigitGroups groups, Hints hints, out Finding finding)
    {
        finding = default;
        var isParted = groups.Count == 3 && groups.LengthOf(0) == 3 && groups.LengthOf(1) == 2 && groups.LengthOf(2) == 4;
        if (!isParted && (groups.Count != 1 || groups.LengthOf(0) != Digits))
            return false;
        var (start, end) = (groups.StartOf(0), groups.EndOf(groups.Count - 1));
        if (!Boundary.IsAfter(text, end) || !IsIssued(groups.Digits(0, groups.Count - 1)))
            return false;
        var isTold = (hints & Hints.Ssn) != 0 || (HintWords.Before(text, start) & Hints.Ssn) != 0;
        if (!isParted && !isTold)
            return false;
        finding = new(DetectedKind.Ssn, start, end - start, isTold ? Told : Parted);
        return true;
    }

    private static bool IsIssued(ReadOnlySpan<byte> digits) =>
        digits[0] != '9' && !digits[..3].SequenceEqual("000"u8) && !digits[..3].SequenceEqual("666"u8)
        && !digits[3..5].SequenceEqual("00"u8) && !digits[5..].SequenceEqual("0000"u8)
        && !digits.SequenceEqual("078051120"u8) && !digits.SequenceEqual("219099999"u8) && !digits.SequenceEqual("123456789"u8);
}
