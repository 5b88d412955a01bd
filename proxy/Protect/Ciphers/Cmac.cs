using System.Runtime.Intrinsics;

namespace Compliance.Protect.Ciphers;

/// <summary>AES-CMAC (RFC 4493, SP 800-38B) under one key. Thread-safe; the key is the caller's to dispose.</summary>
internal sealed class Cmac
{
    private readonly AesBlock _aes;
    private readonly Vector128<byte> _whole;
    private readonly Vector128<byte> _partial;

    internal Cmac(AesBlock aes)
    {
        _aes = aes;
        _whole = Double(aes.Encrypt(Vector128<byte>.Zero));
        _partial = Double(_whole);
    }

    /// <summary>The MAC of the text.</summary>
    internal Vector128<byte> Of(ReadOnlySpan<byte> text) => Of(text, Vector128<byte>.Zero);

    /// <summary>The MAC of the text whose last 16 bytes, of which it must have as many, are combined with <paramref name="end"/> by XOR.</summary>
    internal Vector128<byte> Of(ReadOnlySpan<byte> text, Vector128<byte> end)
    {
        Span<byte> tail = stackalloc byte[2 * AesBlock.Size];
        var chain = Vector128<byte>.Zero;
        // The end may reach over the last two blocks, so these are taken together.
        while (text.Length > 2 * AesBlock.Size)
        {
            chain = _aes.Encrypt(chain ^ Vector128.Create(text));
            text = text[AesBlock.Size..];
        }

        tail.Clear();
        text.CopyTo(tail);
        if (end != Vector128<byte>.Zero)
        {
            var at = tail.Slice(text.Length - AesBlock.Size, AesBlock.Size);
            (Vector128.Create<byte>(at) ^ end).CopyTo(at);
        }

        if (text.Length > AesBlock.Size)
        {
            chain = _aes.Encrypt(chain ^ Vector128.Create<byte>(tail));
            tail = tail[AesBlock.Size..];
            text = text[AesBlock.Size..];
        }

        if (text.Length < AesBlock.Size)
            tail[text.Length] = 0x80;
        return _aes.Encrypt(chain ^ Vector128.Create<byte>(tail) ^ (text.Length < AesBlock.Size ? _partial : _whole));
    }

    /// <summary>Twice the block in GF(2^128), as CMAC and S2V count it: a shift to the left, and 0x87 for the bit that falls out.</summary>
    internal static Vector128<byte> Double(Vector128<byte> block)
    {
        Span<byte> bytes = stackalloc byte[AesBlock.Size];
        block.CopyTo(bytes);
        var carry = bytes[0] >> 7;
        for (var i = 0; i < bytes.Length - 1; i++)
            bytes[i] = (byte)((bytes[i] << 1) | (bytes[i + 1] >> 7));
        bytes[^1] = (byte)((bytes[^1] << 1) ^ (carry * 0x87));
        return Vector128.Create<byte>(bytes);
    }
}
