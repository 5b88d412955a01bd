using System.Buffers;
using Compliance.Protect.Detection;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A card number whose first six digits are those of published test numbers of the same network, with as many digits, the same separators and a
/// check digit that fits. Of an unknown network it begins with 9999, which is no country's and no network's. Stateless.
/// </summary>
internal static class SyntheticCard
{
    private const int Usual = 16;
    private static readonly SearchValues<byte> Between = SearchValues.Create(" -"u8);

    internal static void Write(HmacKey key, ReadOnlySpan<byte> text, Scratch output)
    {
        var count = CountedCharacters.Count(text, CountedCharacters.Digits, Between);
        var isCard = count is >= CardNetworks.Shortest and <= CardNetworks.Longest;
        Span<byte> digits = stackalloc byte[isCard ? count : Usual];
        if (isCard)
            CountedCharacters.Take(text, CountedCharacters.Digits, digits);
        var draw = new Draw(key, "synthetic pan"u8, isCard ? digits : text, stackalloc uint[SyntheticTransform.DrawNumbers]);
        var start = TestDigits(isCard ? CardNetworks.Of(digits) : CardNetwork.Visa);
        start.CopyTo(digits);
        foreach (ref var digit in digits[start.Length..^1])
            digit = draw.Digit();
        digits[^1] = Luhn.CheckDigit(digits[..^1]);
        if (isCard)
            CountedCharacters.Put(digits, text, CountedCharacters.Digits, output);
        else
            output.Append(digits);
    }

    private static ReadOnlySpan<byte> TestDigits(CardNetwork network) => network switch
    {
        CardNetwork.Visa => "400000"u8,
        CardNetwork.Mastercard => "520082"u8,
        CardNetwork.Amex => "378282"u8,
        CardNetwork.Discover => "601111"u8,
        CardNetwork.Diners => "305693"u8,
        CardNetwork.Jcb => "353011"u8,
        CardNetwork.UnionPay => "620000"u8,
        CardNetwork.Maestro => "675964"u8,
        _ => "9999"u8,
    };
}
