using System.Security.Cryptography;

namespace Compliance.Protect.Keys;

/// <summary>
/// One key for HMAC-SHA-256. Thread-safe: each call takes a spare instance of the algorithm and puts it back, so that the steady state
/// neither sets up a key schedule nor allocates. Disposing clears the material.
/// </summary>
internal sealed class HmacKey : IDisposable
{
    internal const int MinBytes = 32;
    internal const int HashBytes = HMACSHA256.HashSizeInBytes;

    private static readonly byte[] Separator = [0];

    private readonly byte[] _material;
    private readonly IncrementalHash?[] _spares = new IncrementalHash?[Environment.ProcessorCount * 2];

    /// <summary>The key keeps the array and clears it in the end.</summary>
    internal HmacKey(byte[] material)
    {
        _material = material;
    }

    /// <summary>
    /// HMAC-SHA-256(key, class || 0x00 || value): equal values of one class give equal hashes, equal values of two classes do not.
    /// </summary>
    /// <param name="class">UTF-8 name of the data class.</param>
    /// <param name="value">Unescaped UTF-8 of the scalar.</param>
    /// <param name="hash">Takes 32 bytes.</param>
    internal void Hash(ReadOnlySpan<byte> @class, ReadOnlySpan<byte> value, Span<byte> hash)
    {
        ref var spare = ref _spares[(uint)Environment.CurrentManagedThreadId % (uint)_spares.Length];
        var hmac = Interlocked.Exchange(ref spare, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _material);
        hmac.AppendData(@class);
        hmac.AppendData(Separator);
        hmac.AppendData(value);
        hmac.GetHashAndReset(hash);
        Interlocked.Exchange(ref spare, hmac)?.Dispose();
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_material);
        foreach (ref var spare in _spares.AsSpan())
            Interlocked.Exchange(ref spare, null)?.Dispose();
    }

    public override string ToString() => "HMAC-SHA-256 key";
}
