using System.Globalization;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>A number, as JSON or as text, made less exact. Calculated in decimal, so that no digit comes from nowhere. Stateless.</summary>
internal static class NumberTransform
{
    private const int LongestText = 64;

    /// <summary>False, and nothing was written: it is no number, or has more digits than can be calculated with.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, Treatment treatment, Scratch output)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number))
            return false;
        decimal result;
        try
        {
            result = treatment is Bucket bucket ? Lower(number, bucket) : Nearest(number, ((Rounding)treatment).To);
        }
        catch (OverflowException)
        {
            return false;
        }

        var start = output.Length;
        result.TryFormat(output.Reserve(LongestText), out var written, "0.#############################", CultureInfo.InvariantCulture);
        output.Truncate(start + written);
        return true;
    }

    // By the remainder, which is exact; a quotient is not.
    private static decimal Lower(decimal number, Bucket bucket)
    {
        if (number >= bucket.Top)
            return bucket.Top.Value;
        var above = number % bucket.Step;
        return number - above - (above < 0 ? bucket.Step : 0);
    }

    private static decimal Nearest(decimal number, decimal to) => decimal.Round(number / to, MidpointRounding.AwayFromZero) * to;
}
