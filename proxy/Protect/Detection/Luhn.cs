namespace Compliance.Protect.Detection;

/// <summary>The check digit of card numbers (ISO/IEC 7812-1). Stateless.</summary>
internal static class Luhn
{
    // What a digit counts when it is doubled: the sum of its double's digits.
    private static ReadOnlySpan<byte> Doubled => [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

    /// <param name="digits">ASCII digits, the last of them the check digit.</param>
    internal static bool Holds(ReadOnlySpan<byte> digits) => CheckDigit(digits[..^1]) == digits[^1];

    /// <summary>The ASCII digit to stand behind these.</summary>
    internal static byte CheckDigit(ReadOnlySpan<byte> digits) => (byte)('0' + ((10 - Sum(digits)) % 10));

    private static int Sum(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = digits.Length - 1; i >= 0; i -= 2)
            sum += Doubled[digits[i] - '0'];
        for (var i = digits.Length - 2; i >= 0; i -= 2)
            sum += digits[i] - '0';
        return sum % 10;
    }
}
