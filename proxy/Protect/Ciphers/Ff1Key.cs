namespace Compliance.Protect.Ciphers;

/// <summary>
/// FF1 format-preserving encryption (SP 800-38G) under one key, over any radix to 256: a permutation of the numerals of one length.
/// Thread-safe. Disposing clears the key.
/// </summary>
internal sealed class Ff1Key : IDisposable
{
    /// <summary>The fewest values that the permutation must range over (SP 800-38G revision 1): fewer can be tried out.</summary>
    internal const int LeastDomain = 1_000_000;

    /// <summary>Bound of a value; longer text is not what format-preserving tokens are for.</summary>
    internal const int MostNumerals = 512;

    /// <summary>Bound of a tweak.</summary>
    internal const int MostTweak = 512;

    /// <summary>Of the cipher.</summary>
    internal const int Rounds = 10;

    private readonly AesBlock _aes;

    /// <param name="key">16, 24 or 32 bytes.</param>
    internal Ff1Key(ReadOnlySpan<byte> key)
    {
        _aes = new(key);
    }

    /// <summary>Whether so many numerals give at least a million values.</summary>
    internal static bool IsEnough(int radix, int numerals)
    {
        long domain = 1;
        for (var i = 0; i < numerals && domain < LeastDomain; i++)
            domain *= radix;
        return domain >= LeastDomain && numerals is >= 2 and <= MostNumerals;
    }

    /// <param name="radix">2 to 256.</param>
    /// <param name="tweak">Not secret; at most <see cref="MostTweak"/> bytes.</param>
    /// <param name="numerals">Each below the radix, most significant first, for which <see cref="IsEnough"/>; replaced by those of the token.</param>
    internal void Encrypt(int radix, ReadOnlySpan<byte> tweak, Span<byte> numerals) => Run(radix, tweak, numerals, isEncryption: true);

    /// <summary>The inverse of <see cref="Encrypt"/>.</summary>
    internal void Decrypt(int radix, ReadOnlySpan<byte> tweak, Span<byte> numerals) => Run(radix, tweak, numerals, isEncryption: false);

    public void Dispose() => _aes.Dispose();

    private void Run(int radix, ReadOnlySpan<byte> tweak, Span<byte> numerals, bool isEncryption)
    {
        if (!IsEnough(radix, numerals.Length) || radix > 256)
            throw new ArgumentException($"{numerals.Length} numerals of radix {radix} are outside what FF1 may encrypt.", nameof(numerals));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tweak.Length, MostTweak);
        foreach (var numeral in numerals)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(numeral, radix);
        if (Ff1Words.Fits(radix, numerals.Length))
            Ff1Words.Run(_aes, radix, tweak, numerals, isEncryption);
        else
            Ff1Numbers.Run(_aes, radix, tweak, numerals, isEncryption);
    }
}
