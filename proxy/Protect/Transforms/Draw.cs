using System.Buffers.Binary;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Transforms;

/// <summary>
/// Choices that a value alone decides: the 256 bits of an HMAC as one number, of which each choice takes the remainder. Enough for any product
/// of choices below 2^200 to be even.
/// </summary>
internal readonly ref struct Draw
{
    private readonly Span<uint> _number;

    /// <param name="room">Takes the number.</param>
    internal Draw(HmacKey key, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> value, Span<uint> room)
    {
        Span<byte> hash = stackalloc byte[HmacKey.HashBytes];
        key.Hash(kind, value, hash);
        _number = room[..(HmacKey.HashBytes / sizeof(uint))];
        for (var i = 0; i < _number.Length; i++)
            _number[i] = BinaryPrimitives.ReadUInt32BigEndian(hash[(i * sizeof(uint))..]);
    }

    /// <summary>From zero to below the bound.</summary>
    internal int Next(int bound)
    {
        ulong remainder = 0;
        foreach (ref var part in _number)
        {
            remainder = (remainder << 32) | part;
            part = (uint)(remainder / (uint)bound);
            remainder %= (uint)bound;
        }

        return (int)remainder;
    }

    internal byte Digit() => (byte)('0' + Next(10));
}
