using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Compliance.Protect.Ciphers;

/// <summary>
/// AES-SIV (RFC 5297) under one key: equal texts with equal associated data give equal tokens, which can be turned back and cannot be
/// forged. Always with exactly one associated-data component, which may be empty. Thread-safe. Disposing clears the key.
/// <code>
///   token = V[16] ciphertext[n]      V = S2V(K1, data, text); ciphertext = AES-CTR(K2, V with bits 31 and 63 clear, text)
/// </code>
/// </summary>
internal sealed class SivKey : IDisposable
{
    /// <summary>Bytes that a token is longer than its text.</summary>
    internal const int Overhead = AesBlock.Size;

    private readonly AesBlock _mac;
    private readonly AesBlock _counter;
    private readonly Cmac _cmac;
    private readonly Vector128<byte> _start;

    /// <param name="key">32, 48 or 64 bytes: the key of the MAC, then that of the counter mode.</param>
    internal SivKey(ReadOnlySpan<byte> key)
    {
        if (key.Length is not (32 or 48 or 64))
            throw new ArgumentException($"An AES-SIV key has 32, 48 or 64 bytes, not {key.Length}.", nameof(key));
        _mac = new(key[..(key.Length / 2)]);
        _counter = new(key[(key.Length / 2)..]);
        _cmac = new(_mac);
        _start = Cmac.Double(_cmac.Of(new byte[AesBlock.Size]));
    }

    /// <param name="data">Associated data: what the token is bound to.</param>
    /// <param name="token">Takes the text's length and 16 bytes; must not overlap the text.</param>
    internal void Encrypt(ReadOnlySpan<byte> data, ReadOnlySpan<byte> text, Span<byte> token)
    {
        var v = Vector(data, text);
        v.CopyTo(token);
        Count(v, text, token[Overhead..]);
    }

    /// <summary>False, and nothing of the text is left behind, if the token was not made with this key and data.</summary>
    /// <param name="text">Takes the token's length less 16 bytes; must not overlap the token.</param>
    internal bool TryDecrypt(ReadOnlySpan<byte> data, ReadOnlySpan<byte> token, Span<byte> text)
    {
        if (token.Length < Overhead)
            return false;
        text = text[..(token.Length - Overhead)];
        Count(Vector128.Create(token), token[Overhead..], text);
        Span<byte> v = stackalloc byte[Overhead];
        Vector(data, text).CopyTo(v);
        if (CryptographicOperations.FixedTimeEquals(v, token[..Overhead]))
            return true;
        CryptographicOperations.ZeroMemory(text);
        return false;
    }

    public void Dispose()
    {
        _mac.Dispose();
        _counter.Dispose();
    }

    /// <summary>S2V, RFC 5297 2.4.</summary>
    private Vector128<byte> Vector(ReadOnlySpan<byte> data, ReadOnlySpan<byte> text)
    {
        var d = _start ^ _cmac.Of(data);
        if (text.Length >= AesBlock.Size)
            return _cmac.Of(text, d);
        Span<byte> last = stackalloc byte[AesBlock.Size];
        last.Clear();
        text.CopyTo(last);
        last[text.Length] = 0x80;
        (Vector128.Create<byte>(last) ^ Cmac.Double(d)).CopyTo(last);
        return _cmac.Of(last);
    }

    private void Count(Vector128<byte> v, ReadOnlySpan<byte> from, Span<byte> to)
    {
        Span<byte> block = stackalloc byte[AesBlock.Size];
        v.CopyTo(block);
        block[8] &= 0x7F;
        block[12] &= 0x7F;
        var counter = BinaryPrimitives.ReadUInt128BigEndian(block);
        Span<byte> stream = stackalloc byte[AesBlock.Size];
        for (; from.Length > 0; counter++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(block, counter);
            var key = _counter.Encrypt(Vector128.Create<byte>(block));
            if (from.Length >= AesBlock.Size)
            {
                (Vector128.Create(from) ^ key).CopyTo(to);
                from = from[AesBlock.Size..];
                to = to[AesBlock.Size..];
                continue;
            }

            key.CopyTo(stream);
            for (var i = 0; i < from.Length; i++)
                to[i] = (byte)(from[i] ^ stream[i]);
            return;
        }
    }
}
