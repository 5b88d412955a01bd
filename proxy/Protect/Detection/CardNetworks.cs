namespace Compliance.Protect.Detection;

/// <summary>Which network a card number is of, by its first six digits and its length. Stateless.</summary>
internal static class CardNetworks
{
    internal const int Shortest = 12;
    internal const int Longest = 19;
    private const int Prefix = 6;

    private const int From14 = Any & ~3;
    private const int From16 = Any & ~15;
    private const int Any = (1 << (Longest - Shortest + 1)) - 1;

    // First digits from and to, filled up to six; lengths as bits from 12 on. Of two that both hold the first one counts.
    private static readonly (int From, int To, int Lengths, CardNetwork Network)[] Ranges =
    [
        (222100, 272099, Lengths(16), CardNetwork.Mastercard),
        (510000, 559999, Lengths(16), CardNetwork.Mastercard),
        (340000, 349999, Lengths(15), CardNetwork.Amex),
        (370000, 379999, Lengths(15), CardNetwork.Amex),
        (300000, 305999, From14, CardNetwork.Diners),
        (309500, 309599, From14, CardNetwork.Diners),
        (360000, 369999, From14, CardNetwork.Diners),
        (380000, 399999, From14, CardNetwork.Diners),
        (352800, 358999, From16, CardNetwork.Jcb),
        (180000, 180099, Lengths(15), CardNetwork.Jcb),
        (213100, 213199, Lengths(15), CardNetwork.Jcb),
        (220000, 220499, From16, CardNetwork.Mir),
        (979200, 979299, Lengths(16), CardNetwork.Troy),
        (401178, 401179, Lengths(16), CardNetwork.Elo),
        (431274, 431274, Lengths(16), CardNetwork.Elo),
        (438935, 438935, Lengths(16), CardNetwork.Elo),
        (451416, 451416, Lengths(16), CardNetwork.Elo),
        (457631, 457632, Lengths(16), CardNetwork.Elo),
        (504175, 504175, Lengths(16), CardNetwork.Elo),
        (506699, 506778, Lengths(16), CardNetwork.Elo),
        (509000, 509999, Lengths(16), CardNetwork.Elo),
        (627780, 627780, Lengths(16), CardNetwork.Elo),
        (636297, 636297, Lengths(16), CardNetwork.Elo),
        (636368, 636368, Lengths(16), CardNetwork.Elo),
        (650031, 650033, Lengths(16), CardNetwork.Elo),
        (606282, 606282, Lengths(16), CardNetwork.Elo),
        (506000, 506199, From16, CardNetwork.Verve),
        (507865, 507964, From16, CardNetwork.Verve),
        (650002, 650027, From16, CardNetwork.Verve),
        (601100, 601199, From16, CardNetwork.Discover),
        (644000, 659999, From16, CardNetwork.Discover),
        (620000, 629999, From14, CardNetwork.UnionPay),
        (810000, 819999, From14, CardNetwork.UnionPay),
        (400000, 499999, Lengths(13, 16, 18, 19), CardNetwork.Visa),
        (500000, 509999, Any, CardNetwork.Maestro),
        (560000, 699999, Any, CardNetwork.Maestro),
    ];

    // What each three digits can begin, so that nearly all that is no card number costs one look.
    private static readonly ushort[] ByStart = Starts();

    /// <summary><see cref="CardNetwork.None"/>: no network has numbers that begin so and are as long.</summary>
    /// <param name="digits">ASCII digits, all of the number.</param>
    internal static CardNetwork Of(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is < Shortest or > Longest)
            return CardNetwork.None;
        var start = ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + digits[2] - '0';
        var length = 1 << (digits.Length - Shortest);
        if ((ByStart[start] & length) == 0)
            return CardNetwork.None;
        var prefix = start;
        foreach (var digit in digits[3..Prefix])
            prefix = (prefix * 10) + digit - '0';
        foreach (var (from, to, lengths, network) in Ranges)
        {
            if (prefix >= from && prefix <= to && (lengths & length) != 0)
                return network;
        }

        return CardNetwork.None;
    }

    private static int Lengths(params ReadOnlySpan<int> lengths)
    {
        var bits = 0;
        foreach (var length in lengths)
            bits |= 1 << (length - Shortest);
        return bits;
    }

    private static ushort[] Starts()
    {
        var starts = new ushort[1000];
        foreach (var (from, to, lengths, _) in Ranges)
        {
            for (var start = from / 1000; start <= to / 1000; start++)
                starts[start] |= (ushort)lengths;
        }

        return starts;
    }
}
