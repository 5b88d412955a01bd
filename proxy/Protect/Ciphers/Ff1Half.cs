using System.Buffers.Binary;

namespace Compliance.Protect.Ciphers;

/// <summary>
/// Half of a value as a number of any size, for <see cref="Ff1Numbers"/>: in digits of a large base, the greatest power of the radix that 32 bits hold, so
/// that "modulo radix^m" is leaving digits out, and no long division is needed. Over the caller's stack; lives as long as the call.
/// <code>
///   numerals[m], most significant first        digits: m / perDigit of base radix^perDigit, least significant first; the last one of fewer numerals
/// </code>
/// </summary>
internal readonly ref struct Ff1Half
{
    private readonly Span<uint> _digits;
    private readonly Span<byte> _numerals;
    private readonly int _radix;
    private readonly int _perDigit;
    private readonly uint _base;
    private readonly uint _top;

    /// <param name="radix">2 to 256.</param>
    /// <param name="numerals">Of the half; <see cref="Write"/> puts them back.</param>
    /// <param name="room">Takes <see cref="DigitsOf"/> digits.</param>
    internal Ff1Half(int radix, Span<byte> numerals, Span<uint> room)
    {
        _radix = radix;
        _numerals = numerals;
        (_perDigit, _base) = BaseOf(radix);
        _digits = room[..DigitsOf(radix, numerals.Length)];
        _top = 1;
        for (var left = numerals.Length - ((_digits.Length - 1) * _perDigit); left > 0; left--)
            _top *= (uint)radix;
        for (var i = 0; i < _digits.Length; i++)
        {
            var end = numerals.Length - (i * _perDigit);
            uint digit = 0;
            foreach (var numeral in numerals[Math.Max(0, end - _perDigit)..end])
                digit = (digit * (uint)radix) + numeral;
            _digits[i] = digit;
        }
    }

    internal static int DigitsOf(int radix, int numerals)
    {
        var (perDigit, _) = BaseOf(radix);
        return (numerals + perDigit - 1) / perDigit;
    }

    /// <summary>Bytes that hold the greatest number of so many numerals.</summary>
    /// <param name="words">Takes <see cref="WordsOf"/> words; they are overwritten.</param>
    internal int BytesOf(Span<uint> words)
    {
        Span<uint> digits = stackalloc uint[_digits.Length];
        digits.Fill(_base - 1);
        digits[^1] = _top - 1;
        ToWords(digits, words);
        var last = words.LastIndexOfAnyExcept(0u);
        return (last * sizeof(uint)) + ((39 - (int)uint.LeadingZeroCount(words[last])) / 8);
    }

    /// <summary>Words that hold any number of so many numerals, as none is more than a byte.</summary>
    internal static int WordsOf(int numerals) => (numerals + sizeof(uint) - 1) / sizeof(uint);

    /// <summary>The number, big-endian.</summary>
    /// <param name="words">Takes <see cref="WordsOf"/> words; they are overwritten.</param>
    internal void CopyTo(Span<byte> bytes, Span<uint> words)
    {
        ToWords(_digits, words);
        for (var i = 0; i < bytes.Length; i++)
            bytes[^(i + 1)] = (byte)(words[i / sizeof(uint)] >> (i % sizeof(uint) * 8));
    }

    /// <summary>Adds a number, or takes it away, modulo the radix to the power of the half's length.</summary>
    /// <param name="number">Big-endian, of whole words.</param>
    /// <param name="words">Takes it; they are overwritten.</param>
    internal void Add(ReadOnlySpan<byte> number, Span<uint> words, bool isSum)
    {
        for (var i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(number[(i * sizeof(uint))..]);
        uint carry = 0;
        for (var i = 0; i < _digits.Length; i++)
        {
            // What is left of the top digit fits, since its base divides that of the others.
            var power = i == _digits.Length - 1 ? _top : _base;
            ulong other = (TakeDigit(ref words) % power) + carry;
            var (digit, bound) = ((ulong)_digits[i], (ulong)power);
            carry = (isSum ? digit + other >= bound : digit < other) ? 1u : 0u;
            _digits[i] = (uint)(isSum ? digit + other - (carry * bound) : digit + (carry * bound) - other);
        }
    }

    /// <summary>Puts the numerals back.</summary>
    internal void Write()
    {
        for (var i = 0; i < _digits.Length; i++)
        {
            var (end, digit) = (_numerals.Length - (i * _perDigit), _digits[i]);
            for (var at = end - 1; at >= Math.Max(0, end - _perDigit); at--)
                (digit, _numerals[at]) = (digit / (uint)_radix, (byte)(digit % (uint)_radix));
        }
    }

    /// <summary>Divides a number, most significant word first, by the base; what is left is its lowest digit.</summary>
    private uint TakeDigit(ref Span<uint> words)
    {
        ulong rest = 0;
        foreach (ref var word in words)
        {
            var dividend = (rest << 32) | word;
            word = (uint)(dividend / _base);
            rest = dividend - ((ulong)word * _base);
        }

        if (words.Length > 1 && words[0] == 0)
            words = words[1..];
        return (uint)rest;
    }

    /// <summary>Least significant word first.</summary>
    private void ToWords(ReadOnlySpan<uint> digits, Span<uint> words)
    {
        words.Clear();
        var used = 0;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            ulong carry = digits[i];
            for (var at = 0; at < used; at++)
            {
                carry += (ulong)words[at] * _base;
                words[at] = (uint)carry;
                carry >>= 32;
            }

            if (carry > 0)
                words[used++] = (uint)carry;
        }
    }

    private static (int PerDigit, uint Base) BaseOf(int radix)
    {
        var (perDigit, power) = (1, (ulong)radix);
        while (power * (uint)radix <= uint.MaxValue)
            (perDigit, power) = (perDigit + 1, power * (uint)radix);
        return (perDigit, (uint)power);
    }
}
