using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Compliance.Protect.Ciphers;

/// <summary>
/// AES of single blocks under one key (FIPS 197). The platform's own call costs some 2 µs a block, and a format-preserving token takes ten
/// to twenty of them: so the processor's instructions are used where it has them, and the platform's call elsewhere. Thread-safe.
/// Disposing clears the key.
/// </summary>
internal sealed class AesBlock : IDisposable
{
    internal const int Size = 16;

    private readonly Vector128<byte>[] _rounds;
    private readonly System.Security.Cryptography.Aes? _platform;

    /// <param name="key">16, 24 or 32 bytes.</param>
    /// <param name="native">False: the platform's call even where the processor could do it.</param>
    internal AesBlock(ReadOnlySpan<byte> key, bool native = true)
    {
        if (key.Length is not (16 or 24 or 32))
            throw new ArgumentException($"An AES key has 16, 24 or 32 bytes, not {key.Length}.", nameof(key));
        if (native && X86Aes.IsSupported)
        {
            _rounds = Expand(key);
            return;
        }

        _rounds = [];
        _platform = System.Security.Cryptography.Aes.Create();
        _platform.SetKey(key);
    }

    /// <summary>The block's cipher text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector128<byte> Encrypt(Vector128<byte> block)
    {
        if (_platform is not null)
            return ByPlatform(block);
        var rounds = _rounds;
        block ^= rounds[0];
        for (var i = 1; i < rounds.Length - 1; i++)
            block = X86Aes.Encrypt(block, rounds[i]);
        return X86Aes.EncryptLast(block, rounds[^1]);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_rounds.AsSpan()));
        _platform?.Dispose();
    }

    private Vector128<byte> ByPlatform(Vector128<byte> block)
    {
        Span<byte> bytes = stackalloc byte[Size];
        block.CopyTo(bytes);
        // An instance of the platform is for one thread at a time.
        lock (_platform!)
            _platform.EncryptEcb(bytes, bytes, PaddingMode.None);
        return Vector128.Create<byte>(bytes);
    }

    /// <summary>FIPS 197, 5.2: 11, 13 or 15 round keys.</summary>
    private static Vector128<byte>[] Expand(ReadOnlySpan<byte> key)
    {
        var words = key.Length / 4;
        var rounds = new Vector128<byte>[words + 7];
        var w = MemoryMarshal.Cast<Vector128<byte>, uint>(rounds.AsSpan());
        key.CopyTo(MemoryMarshal.AsBytes(w));
        uint constant = 1;
        for (var i = words; i < w.Length; i++)
        {
            var word = w[i - 1];
            if (i % words == 0)
            {
                word = BitRotate(Substituted(word)) ^ constant;
                constant = (constant << 1) ^ (constant >= 0x80 ? 0x11Bu : 0);
            }
            else if (words > 6 && i % words == 4)
            {
                word = Substituted(word);
            }

            w[i] = w[i - words] ^ word;
        }

        return rounds;
    }

    // Words stand in memory as the standard writes them, which a little-endian processor reads backwards: its rotation goes the other way.
    private static uint BitRotate(uint word) => (word >> 8) | (word << 24);

    private static uint Substituted(uint word) => X86Aes.KeygenAssist(Vector128.Create(0, word, 0, 0).AsByte(), 0).AsUInt32().ToScalar();
}
