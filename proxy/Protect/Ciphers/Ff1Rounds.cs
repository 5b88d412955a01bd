using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Compliance.Protect.Ciphers;

/// <summary>
/// The pseudo-random function of FF1's rounds for one value: what stays the same in all ten is worked out once. Lives as long as the call.
/// <code>
///   P = 1 2 1 radix:u24 10 (n/2 mod 256):u8 n:u32 t:u32        Q = tweak[t] 0... round:u8 half[b]        R = CBC-MAC(P Q)
/// </code>
/// </summary>
internal ref struct Ff1Rounds
{
    private readonly AesBlock _aes;
    private readonly Span<byte> _last;
    private readonly Vector128<byte> _chain;
    private readonly int _round;

    /// <param name="aes">The key's cipher.</param>
    /// <param name="radix">2 to 256.</param>
    /// <param name="length">Numerals of the value, n.</param>
    /// <param name="tweak">What the value is bound to.</param>
    /// <param name="halfBytes">Bytes that hold a half as a number, b.</param>
    /// <param name="room">Takes <see cref="RoomFor"/> bytes.</param>
    internal Ff1Rounds(AesBlock aes, int radix, int length, ReadOnlySpan<byte> tweak, int halfBytes, Span<byte> room)
    {
        _aes = aes;
        Span<byte> p = stackalloc byte[AesBlock.Size];
        (p[0], p[1], p[2], p[6], p[7]) = (1, 2, 1, 10, (byte)(length / 2));
        (p[3], p[4], p[5]) = (0, (byte)(radix >> 8), (byte)radix);
        BinaryPrimitives.WriteInt32BigEndian(p[8..], length);
        BinaryPrimitives.WriteInt32BigEndian(p[12..], tweak.Length);
        _chain = aes.Encrypt(Vector128.Create<byte>(p));

        var q = room[..RoomFor(tweak.Length, halfBytes)];
        q.Clear();
        tweak.CopyTo(q);
        _round = q.Length - halfBytes - 1;
        while (_round >= AesBlock.Size)
        {
            _chain = aes.Encrypt(_chain ^ Vector128.Create<byte>(q));
            q = q[AesBlock.Size..];
            _round -= AesBlock.Size;
        }

        _last = q;
    }

    /// <summary>Where the half that is the round's input goes, as a big-endian number.</summary>
    internal readonly Span<byte> Half => _last[(_round + 1)..];

    internal static int RoomFor(int tweakBytes, int halfBytes) => (tweakBytes + halfBytes + AesBlock.Size) / AesBlock.Size * AesBlock.Size;

    /// <summary>R of the round, for what <see cref="Half"/> holds.</summary>
    internal readonly Vector128<byte> Run(int round)
    {
        _last[_round] = (byte)round;
        var chain = _chain;
        for (var rest = (ReadOnlySpan<byte>)_last; rest.Length > 0; rest = rest[AesBlock.Size..])
            chain = _aes.Encrypt(chain ^ Vector128.Create(rest));
        return chain;
    }

    /// <summary>R and what follows from it, as many bytes as asked for: S of the standard.</summary>
    internal readonly void Run(int round, Span<byte> s)
    {
        var r = Run(round);
        Span<byte> block = stackalloc byte[AesBlock.Size];
        r.CopyTo(block);
        for (uint j = 1; ; j++)
        {
            var taken = Math.Min(s.Length, block.Length);
            block[..taken].CopyTo(s);
            s = s[taken..];
            if (s.IsEmpty)
                return;
            _aes.Encrypt(r ^ Vector128.Create(0, 0, 0, BinaryPrimitives.ReverseEndianness(j)).AsByte()).CopyTo(block);
        }
    }
}
