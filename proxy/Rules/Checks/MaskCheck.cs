using System.Globalization;
using System.Text;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>What a mask keeps can be counted, and its fill is one character as a reader sees it.</summary>
internal static class MaskCheck
{
    private const int MaxFillBytes = 16;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var entry in set.Documents.SelectMany(d => d.Protect).Select(r => r.Do))
        {
            if (entry is not { Treatment: Mask mask })
                continue;
            if (mask.KeepFirst is < 0 or > MaskParser.MostKept || mask.KeepLast is < 0 or > MaskParser.MostKept)
                problems.Error(entry.Place, $"'keepFirst' and 'keepLast' count characters that stay, from 0 to {MaskParser.MostKept}.");
            var fill = mask.Fill;
            if (StringInfo.GetNextTextElementLength(fill) != fill.Length || fill.Any(char.IsControl) || fill.Any(char.IsSurrogate) && !IsPaired(fill)
                || Encoding.UTF8.GetByteCount(fill) > MaxFillBytes)
            {
                problems.Error(entry.Place, "'fill' is one visible character, such as \"*\"; it is written once for each character it hides.");
            }
        }
    }

    private static bool IsPaired(string text) => text.EnumerateRunes().All(r => r != Rune.ReplacementChar);
}
