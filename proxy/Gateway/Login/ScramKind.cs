using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Compliance.Gateway.Login;

/// <summary>SCRAM with one hash (RFC 7677). Two instances, compared by reference.</summary>
internal sealed class ScramKind
{
    public static readonly ScramKind Sha256 = new("SCRAM-SHA-256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
    public static readonly ScramKind Sha512 = new("SCRAM-SHA-512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);

    private readonly HashAlgorithmName _hash;

    private ScramKind(string mechanism, HashAlgorithmName hash, int hashBytes) =>
        (Mechanism, Scheme, _hash, HashBytes) = (mechanism, mechanism.ToLowerInvariant(), hash, hashBytes);

    public static ImmutableArray<ScramKind> All => [Sha256, Sha512];

    /// <summary>As SASL registers it.</summary>
    public string Mechanism { get; }

    /// <summary>Its name in a users file.</summary>
    public string Scheme { get; }
    public int HashBytes { get; }

    /// <summary>Null: no SCRAM of that name, either as SASL or as a users file has it.</summary>
    public static ScramKind? Find(string name) => All.FirstOrDefault(kind => kind.Mechanism == name || kind.Scheme == name);

    public byte[] Hash(ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(_hash, bytes);

    public byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes) => CryptographicOperations.HmacData(_hash, key, bytes);

    /// <summary>RFC 5802's Hi, with an output of the hash's length.</summary>
    public byte[] Salted(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, _hash, HashBytes);

    public override string ToString() => Mechanism;
}
