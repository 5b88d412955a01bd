using Compliance.Protect.Formats;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Transforms;

/// <summary>A scalar becomes a JSON string of 64 lower-case hexadecimal digits.</summary>
internal static class HashTransform
{
    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    /// <param name="key">The key of the rule.</param>
    /// <param name="class">UTF-8 name of the data class.</param>
    /// <param name="text">A string unescaped, or a number, true or false as written.</param>
    /// <param name="output">Takes the string with its quotes.</param>
    internal static void Write(HmacKey key, ReadOnlySpan<byte> @class, ReadOnlySpan<byte> text, Scratch output)
    {
        Span<byte> hash = stackalloc byte[HmacKey.HashBytes];
        key.Hash(@class, text, hash);
        var target = output.Reserve((2 * HmacKey.HashBytes) + 2);
        target[0] = target[^1] = (byte)'"';
        for (var i = 0; i < hash.Length; i++)
        {
            target[(2 * i) + 1] = Digits[hash[i] >> 4];
            target[(2 * i) + 2] = Digits[hash[i] & 15];
        }
    }
}
