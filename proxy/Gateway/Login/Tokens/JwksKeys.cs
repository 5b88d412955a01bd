using System.Collections.Immutable;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Gateway.Login.Tokens;

/// <summary>
/// The keys of a JSON Web Key Set (RFC 7517) by which signatures of tokens can be proved: RSA from 2048 bits, and the curves of ES256, ES384
/// and ES512. Others in it, symmetric ones and those for encryption too, are left alone. Immutable.
/// </summary>
internal sealed class JwksKeys
{
    private const int MaxKeys = 100;
    private const int MinModulusBytes = 2048 / 8;
    private const int MaxModulusBytes = 8192 / 8;
    private readonly ImmutableArray<JsonWebKey> _keys;

    private JwksKeys(ImmutableArray<JsonWebKey> keys) => _keys = keys;

    /// <summary>Signatures that one can prove without being able to make them.</summary>
    public static ImmutableArray<string> Algorithms { get; } = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public int Count => _keys.Length;

    /// <summary>Throws <see cref="InvalidDataException"/>, whose text quotes nothing of the set.</summary>
    public static JwksKeys Parse(ReadOnlySpan<byte> json)
    {
        JsonWebKeySet set;
        try
        {
            set = new JsonWebKeySet(Encoding.UTF8.GetString(json));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException("it is no JSON Web Key Set (RFC 7517)");
        }

        if (set.Keys.Count > MaxKeys)
            throw new InvalidDataException($"it holds more than {MaxKeys} keys");
        ImmutableArray<JsonWebKey> keys = [.. set.Keys.Where(IsUsable)];
        return keys.IsEmpty ? throw new InvalidDataException("it holds no key by which the signature of a token could be proved: RSA of 2048 bits or more, or EC on P-256, P-384 or P-521") : new JwksKeys(keys);
    }

    public bool Has(string keyId) => keyId.Length == 0 || _keys.Any(key => key.Kid == keyId);

    /// <summary>Those that may have made a signature by this algorithm; a token that names no key may be by any.</summary>
    public IEnumerable<SecurityKey> Find(string keyId, string algorithm) =>
        _keys.Where(key => (keyId.Length == 0 || key.Kid == keyId) && (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm) && Makes(key, algorithm));

    private static bool IsUsable(JsonWebKey key) =>
        key.Use is null or "" or "sig" && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify")) && key.Kty switch
        {
            "RSA" => Length(key.N) is >= MinModulusBytes and <= MaxModulusBytes && Length(key.E) is > 0 and <= 8,
            "EC" => key.Crv is "P-256" or "P-384" or "P-521" && Length(key.X) > 0 && Length(key.Y) > 0,
            _ => false,
        };

    private static bool Makes(JsonWebKey key, string algorithm) => (algorithm, key.Kty, key.Crv) switch
    {
        (['R' or 'P', 'S', ..], "RSA", _) => true,
        ("ES256", "EC", "P-256") => true,
        ("ES384", "EC", "P-384") => true,
        ("ES512", "EC", "P-521") => true,
        _ => false,
    };

    /// <summary>Of what is written in base64url; 0: it is not.</summary>
    private static int Length(string? base64) => base64 is not null && System.Buffers.Text.Base64Url.IsValid(base64, out var length) ? length : 0;
}
