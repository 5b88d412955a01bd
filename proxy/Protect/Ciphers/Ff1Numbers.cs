namespace Compliance.Protect.Ciphers;

/// <summary>FF1 of any length that a key takes, with numbers of any size: what <see cref="Ff1Words"/> has no room for. Stateless; allocates nothing.</summary>
internal static class Ff1Numbers
{
    /// <summary>Encrypts or decrypts in place; the arguments are those of <see cref="Ff1Key"/>, which has checked and bounded them.</summary>
    internal static void Run(AesBlock aes, int radix, ReadOnlySpan<byte> tweak, Span<byte> numerals, bool isEncryption)
    {
        var u = numerals.Length / 2;
        var v = numerals.Length - u;
        var left = new Ff1Half(radix, numerals[..u], stackalloc uint[Ff1Half.DigitsOf(radix, u)]);
        var right = new Ff1Half(radix, numerals[u..], stackalloc uint[Ff1Half.DigitsOf(radix, v)]);
        Span<uint> words = stackalloc uint[Ff1Half.WordsOf(v)];
        var halfBytes = right.BytesOf(words);
        var rounds = new Ff1Rounds(aes, radix, numerals.Length, tweak, halfBytes, stackalloc byte[Ff1Rounds.RoomFor(tweak.Length, halfBytes)]);
        Span<byte> s = stackalloc byte[((halfBytes + 3) / 4 * 4) + 4];
        Span<uint> sum = stackalloc uint[s.Length / sizeof(uint)];
        for (var i = 0; i < Ff1Key.Rounds; i++)
        {
            // The halves change their parts with each round, and after an even number of them each stands where it began.
            var round = isEncryption ? i : Ff1Key.Rounds - 1 - i;
            var isLeft = round % 2 == 0;
            (isLeft ? right : left).CopyTo(rounds.Half, words);
            rounds.Run(round, s);
            (isLeft ? left : right).Add(s, sum, isEncryption);
        }

        left.Write();
        right.Write();
    }
}
