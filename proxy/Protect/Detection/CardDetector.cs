using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Card numbers: 12 to 19 digits that a network's numbers can begin with and be as long as, with a sound check digit, not all the same. One in
/// forty numbers of sixteen digits is like that by chance. Stateless.
/// </summary>
internal static class CardDetector
{
    private const int Sure = 90;
    private const int Told = 99;
    private const int LeastGroup = 3;
    private const int MostGroup = 6;

    internal static bool TryFind(ReadOnlySpan<byte> text, in DigitGroups groups, Hints hints, out Finding finding)
    {
        for (var last = 0; last < groups.Count; last++)
        {
            if (last > 0 && !IsGroup(groups, 0, last))
                break;
            var digits = groups.Digits(0, last);
            if (digits.Length > CardNetworks.Longest)
                break;
            if (!IsCard(digits) || !Boundary.IsAfter(text, groups.EndOf(last)) || IsFollowed(text, groups, last))
                continue;
            finding = new(DetectedKind.Card, groups.StartOf(0), groups.EndOf(last) - groups.StartOf(0), (hints & Hints.Card) != 0 ? Told : Sure);
            return true;
        }

        finding = default;
        return false;
    }

    internal static bool IsCard(ReadOnlySpan<byte> digits) =>
        digits.Length >= CardNetworks.Shortest && CardNetworks.Of(digits) != CardNetwork.None && digits.IndexOfAnyExcept(digits[0]) >= 0 && Luhn.Holds(digits);

    /// <summary>Numbers are parted into groups of three to six; only the last may be shorter.</summary>
    private static bool IsGroup(in DigitGroups groups, int first, int last)
    {
        for (var i = first; i < last; i++)
        {
            if (groups.LengthOf(i) is < LeastGroup or > MostGroup)
                return false;
        }

        return groups.LengthOf(last) <= MostGroup;
    }

    /// <summary>A hyphen ties what follows to the number; after a space another may stand.</summary>
    private static bool IsFollowed(ReadOnlySpan<byte> text, in DigitGroups groups, int last) =>
        last == 0 && groups.Count > 1 && text[groups.EndOf(0)] == '-' && groups.LengthOf(1) > 4;
}
