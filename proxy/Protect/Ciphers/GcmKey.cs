using System.Security.Cryptography;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Ciphers;

/// <summary>
/// AES-GCM (SP 800-38D) under one key, with random nonces: what it seals is another one each time, and can't be changed unseen. Thread-safe:
/// each call takes a spare instance of the algorithm and puts it back. Disposing clears the key.
/// <code>
///   sealed = nonce[12] ciphertext[n] tag[16]
/// </code>
/// </summary>
internal sealed class GcmKey : IDisposable
{
    internal const int NonceBytes = 12;
    internal const int TagBytes = 16;
    internal const int IdBytes = 4;

    /// <summary>Bytes that what is sealed is longer than its text.</summary>
    internal const int Overhead = NonceBytes + TagBytes;

    /// <summary>So many random nonces of 96 bits may be drawn for one key before two alike are to be feared (SP 800-38D, 8.3).</summary>
    internal const long MostUses = 1L << 32;

    private readonly byte[] _material;
    private readonly AesGcm?[] _spares = new AesGcm?[Environment.ProcessorCount * 2];
    private readonly byte[] _id;
    private KeyCount _count;

    /// <param name="key">16, 24 or 32 bytes.</param>
    internal GcmKey(ReadOnlySpan<byte> key)
    {
        if (key.Length is not (16 or 24 or 32))
            throw new ArgumentException($"An AES key has 16, 24 or 32 bytes, not {key.Length}.", nameof(key));
        _material = key.ToArray();
        _id = HMACSHA256.HashData(key, "gcm key id"u8)[..IdBytes];
        _count = new KeyUses().Of("", _id, isBounded: true);
    }

    /// <summary>Says which key it is, and nothing about it.</summary>
    internal ReadOnlySpan<byte> Id => _id;

    /// <summary>Where it is counted how often it seals; by itself, as long as nobody says.</summary>
    internal KeyCount Count
    {
        get => Volatile.Read(ref _count);
        set => Volatile.Write(ref _count, value);
    }

    /// <summary>False, and nothing is written, if the key has sealed as often as it may.</summary>
    /// <param name="data">Associated data: what it is bound to.</param>
    /// <param name="output">Takes the text's length and 28 bytes. The text may stand in it, 12 bytes from its beginning, and nowhere else.</param>
    internal bool TrySeal(ReadOnlySpan<byte> data, ReadOnlySpan<byte> text, Span<byte> output)
    {
        if (!Count.TryAdd())
            return false;
        var nonce = output[..NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        Seal(nonce, data, text, output.Slice(NonceBytes, text.Length), output.Slice(NonceBytes + text.Length, TagBytes));
        return true;
    }

    /// <summary>False, and nothing of the text is left behind, if it was not sealed with this key and data.</summary>
    /// <param name="text">Takes its length less 28 bytes. May be the same place as the ciphertext.</param>
    internal bool TryOpen(ReadOnlySpan<byte> data, ReadOnlySpan<byte> @sealed, Span<byte> text)
    {
        if (@sealed.Length < Overhead)
            return false;
        var gcm = Take(out var place);
        try
        {
            return TryOpen(gcm, @sealed[..NonceBytes], data, @sealed[NonceBytes..], text[..(@sealed.Length - Overhead)]);
        }
        finally
        {
            Interlocked.Exchange(ref _spares[place], gcm)?.Dispose();
        }
    }

    /// <summary>Opens ciphertext and tag with an instance of the platform.</summary>
    internal static bool TryOpen(AesGcm gcm, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> data, ReadOnlySpan<byte> @sealed, Span<byte> text)
    {
        try
        {
            gcm.Decrypt(nonce, @sealed[..^TagBytes], @sealed[^TagBytes..], text, data);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(text);
            return false;
        }
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_material);
        foreach (ref var spare in _spares.AsSpan())
            Interlocked.Exchange(ref spare, null)?.Dispose();
    }

    public override string ToString() => "AES-GCM key";

    /// <summary>With a nonce of the caller's choice: for published vectors, and never twice the same.</summary>
    internal void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> data, ReadOnlySpan<byte> text, Span<byte> cipher, Span<byte> tag)
    {
        var gcm = Take(out var place);
        gcm.Encrypt(nonce, text, cipher, tag, data);
        Interlocked.Exchange(ref _spares[place], gcm)?.Dispose();
    }

    private AesGcm Take(out int place)
    {
        place = (int)((uint)Environment.CurrentManagedThreadId % (uint)_spares.Length);
        return Interlocked.Exchange(ref _spares[place], null) ?? new AesGcm(_material, TagBytes);
    }
}
