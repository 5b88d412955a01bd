using Compliance.Protect.Formats;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Transforms;

/// <summary>A scalar becomes a text of 64 lower-case hexadecimal digits.</summary>
internal static class HashTransform
{
    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    /// <param name="key">The key of the rule.</param>
    /// <param name="class">UTF-8 name of the data class.</param>
    /// <param name="text">As <see cref="FieldWriter.Write"/> takes it.</param>
    /// <param name="output">Takes them.</param>
    internal static void Write(HmacKey key, ReadOnlySpan<byte> @class, ReadOnlySpan<byte> text, Scratch output)
    {
        Span<byte> hash = stackalloc byte[HmacKey.HashBytes];
        key.Hash(@class, text, hash);
        var target = output.Reserve(2 * HmacKey.HashBytes);
        for (var i = 0; i < hash.Length; i++)
        {
            target[2 * i] = Digits[hash[i] >> 4];
            target[(2 * i) + 1] = Digits[hash[i] & 15];
        }
    }
}
