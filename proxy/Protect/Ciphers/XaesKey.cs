using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Ciphers;

/// <summary>
/// XAES-256-GCM (C2SP) under one key: AES-256-GCM under a key derived from the first half of the nonce. Nonces may be drawn at random as often
/// as one likes, by any number of proxies and over all their lives; AES-GCM by itself would wear a key out after 2^32 of them. One first half
/// serves many values, for deriving costs more than encrypting, and gives way to a new one long before its derived key is worn.
/// Thread-safe: each call takes a derived key out of its place and puts it back. Disposing clears the key.
/// <code>
///   sealed = salt[12] nonce[12] ciphertext[n] tag[16]      AES-256-GCM under CMAC-AES(key, counter 'X' salt), 1 and 2
/// </code>
/// </summary>
internal sealed class XaesKey : IDisposable
{
    internal const int KeyBytes = 32;
    internal const int IdBytes = 4;
    internal const int NonceBytes = 24;

    /// <summary>Bytes that what is sealed is longer than its text.</summary>
    internal const int Overhead = NonceBytes + GcmKey.TagBytes;

    /// <summary>A quarter of what a derived key could serve.</summary>
    internal const long UsesPerSalt = 1L << 30;

    private const int SaltBytes = 12;
    private const int Places = 1024;

    private readonly AesBlock _aes;
    private readonly Vector128<byte> _mask;
    private readonly DerivedKey?[] _derived = new DerivedKey?[Places];
    private readonly byte[] _id;
    private readonly long _usesPerSalt;
    private Salt _salt = new();
    private KeyCount? _count;

    /// <param name="key">32 bytes.</param>
    /// <param name="usesPerSalt">After how many values another salt is drawn.</param>
    internal XaesKey(ReadOnlySpan<byte> key, long usesPerSalt = UsesPerSalt)
    {
        if (key.Length != KeyBytes)
            throw new ArgumentException($"An XAES-256-GCM key has {KeyBytes} bytes, not {key.Length}.", nameof(key));
        _aes = new(key);
        _mask = Cmac.Double(_aes.Encrypt(Vector128<byte>.Zero));
        _id = HMACSHA256.HashData(key, "enc1 key id"u8)[..IdBytes];
        _usesPerSalt = usesPerSalt;
    }

    /// <summary>By which ciphertexts name it; says nothing about the key.</summary>
    internal ReadOnlySpan<byte> Id => _id;

    /// <summary>Where it is counted how often it seals; null: nowhere.</summary>
    internal KeyCount? Count
    {
        get => Volatile.Read(ref _count);
        set => Volatile.Write(ref _count, value);
    }

    /// <param name="data">Associated data: what it is bound to.</param>
    /// <param name="output">Takes the text's length and 40 bytes. The text may stand in it, 24 bytes from its beginning, and nowhere else.</param>
    internal void Seal(ReadOnlySpan<byte> data, ReadOnlySpan<byte> text, Span<byte> output)
    {
        Count?.Add();
        NextSalt().CopyTo(output);
        RandomNumberGenerator.Fill(output[SaltBytes..NonceBytes]);
        Seal(output[..NonceBytes], data, text, output[NonceBytes..]);
    }

    /// <summary>With a nonce of the caller's choice: for published vectors, and never twice the same.</summary>
    internal void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> data, ReadOnlySpan<byte> text, Span<byte> output)
    {
        var derived = Take(nonce, out var place);
        derived.Gcm.Encrypt(nonce[SaltBytes..], text, output[..text.Length], output.Slice(text.Length, GcmKey.TagBytes), data);
        PutBack(derived, place);
    }

    /// <summary>False, and nothing of the text is left behind, if it was not sealed with this key and data.</summary>
    /// <param name="text">Takes its length less 40 bytes. May be the same place as the ciphertext.</param>
    internal bool TryOpen(ReadOnlySpan<byte> data, ReadOnlySpan<byte> @sealed, Span<byte> text)
    {
        if (@sealed.Length < Overhead)
            return false;
        var derived = Take(@sealed, out var place);
        var isSound = GcmKey.TryOpen(derived.Gcm, @sealed[SaltBytes..NonceBytes], data, @sealed[NonceBytes..], text[..(@sealed.Length - Overhead)]);
        // What was forged may name a salt that nobody drew, and need not take the place of one that is used.
        if (isSound)
            PutBack(derived, place);
        else
            derived.Dispose();
        return isSound;
    }

    public void Dispose()
    {
        _aes.Dispose();
        foreach (ref var place in _derived.AsSpan())
            Interlocked.Exchange(ref place, null)?.Dispose();
    }

    public override string ToString() => "XAES-256-GCM key";

    private ReadOnlySpan<byte> NextSalt()
    {
        while (true)
        {
            var salt = Volatile.Read(ref _salt);
            if (Interlocked.Increment(ref salt.Uses) <= _usesPerSalt)
                return salt.Bytes;
            Interlocked.CompareExchange(ref _salt, new(), salt);
        }
    }

    private DerivedKey Take(ReadOnlySpan<byte> nonce, out int place)
    {
        var (high, low) = (BinaryPrimitives.ReadUInt64BigEndian(nonce), BinaryPrimitives.ReadUInt32BigEndian(nonce[sizeof(ulong)..]));
        place = (int)(((uint)high + (uint)Environment.CurrentManagedThreadId) % Places);
        var derived = Interlocked.Exchange(ref _derived[place], null);
        if (derived is not null && derived.High == high && derived.Low == low)
            return derived;
        derived?.Dispose();
        return new(high, low, Derive(nonce[..SaltBytes]));
    }

    private void PutBack(DerivedKey derived, int place) => Interlocked.Exchange(ref _derived[place], derived)?.Dispose();

    /// <summary>Two blocks of CMAC's over <c>0 counter 'X' 0 salt</c>.</summary>
    private AesGcm Derive(ReadOnlySpan<byte> salt)
    {
        Span<byte> block = stackalloc byte[AesBlock.Size];
        Span<byte> key = stackalloc byte[KeyBytes];
        salt.CopyTo(block[(AesBlock.Size - SaltBytes)..]);
        (block[0], block[2], block[3]) = (0, (byte)'X', 0);
        for (var i = 0; i < 2; i++)
        {
            block[1] = (byte)(i + 1);
            _aes.Encrypt(Vector128.Create<byte>(block) ^ _mask).CopyTo(key[(i * AesBlock.Size)..]);
        }

        var gcm = new AesGcm(key, GcmKey.TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return gcm;
    }

    private sealed class Salt
    {
        internal readonly byte[] Bytes = RandomNumberGenerator.GetBytes(SaltBytes);
        internal long Uses;
    }

    /// <summary>Used by one thread at a time: whoever has taken it.</summary>
    private sealed record DerivedKey(ulong High, uint Low, AesGcm Gcm) : IDisposable
    {
        public void Dispose() => Gcm.Dispose();
    }
}
