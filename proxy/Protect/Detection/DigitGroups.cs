namespace Compliance.Protect.Detection;

/// <summary>
/// Digits in groups, with one space or hyphen between any two, as people write numbers: <c>4111 1111 1111 1111</c>. Reads only as far as a card
/// number can reach.
/// </summary>
internal ref struct DigitGroups
{
    internal const int MostGroups = 8;
    internal const int MostDigits = 40;

    private readonly Span<byte> _digits;
    private readonly Span<int> _bounds;

    /// <param name="text">What is looked at.</param>
    /// <param name="start">Where the first digit is.</param>
    /// <param name="digits">Takes <see cref="MostDigits"/>.</param>
    /// <param name="bounds">Takes, of each group, where it begins in the text, where it ends, and how many digits there are up to its end.</param>
    internal DigitGroups(ReadOnlySpan<byte> text, int start, Span<byte> digits, Span<int> bounds)
    {
        _digits = digits;
        _bounds = bounds;
        var (at, count, separator) = (start, 0, (byte)0);
        while (Count < MostGroups)
        {
            var begin = at;
            while (at < text.Length && count < MostDigits && char.IsAsciiDigit((char)text[at]))
                digits[count++] = text[at++];
            bounds[3 * Count] = begin;
            bounds[(3 * Count) + 1] = at;
            bounds[(3 * Count) + 2] = count;
            Count++;
            if (at + 1 >= text.Length || text[at] is not ((byte)' ' or (byte)'-') || !char.IsAsciiDigit((char)text[at + 1]) || (separator != 0 && text[at] != separator))
                return;
            separator = text[at++];
        }
    }

    /// <summary>How many groups there are.</summary>
    internal int Count { get; private set; }

    /// <summary>Where a group begins in the text.</summary>
    internal readonly int StartOf(int group) => _bounds[3 * group];

    /// <summary>Behind the last digit of a group.</summary>
    internal readonly int EndOf(int group) => _bounds[(3 * group) + 1];

    internal readonly int LengthOf(int group) => EndOf(group) - StartOf(group);

    /// <summary>The digits of some groups, without what is between them.</summary>
    internal readonly ReadOnlySpan<byte> Digits(int first, int last) => _digits[(first == 0 ? 0 : _bounds[(3 * first) - 1])..(_bounds[(3 * last) + 2])];
}
