using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Compliance.Harness;

/// <summary>
/// Who gives out tokens: keys, the JSON Web Key Set of them, and JSON Web Tokens put together by hand, so that no library's idea of them is
/// tested against itself. Not thread-safe while keys change.
/// </summary>
public sealed class TestIssuer
{
    public const string Name = "https://login.example/";
    public const string Audience = "kafka";
    private readonly Dictionary<string, (string Algorithm, AsymmetricAlgorithm Key)> _keys = new(StringComparer.Ordinal);

    public TestIssuer(string keyId = "k1", string algorithm = "RS256") => Rotate(keyId, algorithm);

    /// <summary>The key that signs.</summary>
    public string KeyId { get; private set; } = "";

    /// <summary>The set that a provider gives out.</summary>
    public string Jwks => new JsonObject { ["keys"] = new JsonArray([.. _keys.Select(key => Jwk(key.Key, key.Value.Algorithm, key.Value.Key))]) }.ToJsonString();

    /// <summary>A new key signs; those before stay in the set unless they are retired.</summary>
    public void Rotate(string keyId, string algorithm = "RS256", bool retire = false)
    {
        if (retire)
            _keys.Clear();
        _keys[keyId] = (algorithm, algorithm switch
        {
            "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => RSA.Create(2048),
        });
        KeyId = keyId;
    }

    /// <summary>A good token of that subject for a minute, unless <paramref name="change"/> makes something else of header and claims.</summary>
    public string Token(string subject, Action<JsonObject, JsonObject>? change = null, TimeSpan? life = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (algorithm, key) = _keys[KeyId];
        JsonObject header = new() { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = KeyId };
        JsonObject claims = new()
        {
            ["iss"] = Name,
            ["sub"] = subject,
            ["aud"] = Audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + (life ?? TimeSpan.FromMinutes(1))).ToUnixTimeSeconds(),
        };
        change?.Invoke(header, claims);
        var signed = $"{Part(header.ToJsonString())}.{Part(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(key, (string?)header["alg"] ?? algorithm, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Header and claims as they are given, without a signature.</summary>
    public static string Unsigned(string header, string claims) => $"{Part(header)}.{Part(claims)}.";

    public static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    /// <summary>A client's message with that token (RFC 7628), for its name alone or to act as <paramref name="actAs"/>.</summary>
    public static string Message(string token, string actAs = "") => $"n,{(actAs.Length > 0 ? "a=" + actAs : "")},\u0001auth=Bearer {token}\u0001\u0001";

    private static byte[] Sign(AsymmetricAlgorithm key, string algorithm, byte[] bytes)
    {
        var hash = algorithm[^3..] switch { "384" => HashAlgorithmName.SHA384, "512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 };
        return key switch
        {
            // Who takes a public key for a shared secret takes this.
            RSA rsa when algorithm.StartsWith('H') => HMACSHA256.HashData(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), bytes),
            RSA rsa => rsa.SignData(bytes, hash, algorithm.StartsWith('P') ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            ECDsa ec => ec.SignData(bytes, hash),
            _ => throw new ArgumentException("no key that signs", nameof(key)),
        };
    }

    private static JsonObject Jwk(string keyId, string algorithm, AsymmetricAlgorithm key)
    {
        var jwk = new JsonObject { ["kid"] = keyId, ["use"] = "sig", ["alg"] = algorithm };
        if (key is RSA rsa)
        {
            var of = rsa.ExportParameters(includePrivateParameters: false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Base64Url.EncodeToString(of.Modulus), Base64Url.EncodeToString(of.Exponent));
            return jwk;
        }

        var point = ((ECDsa)key).ExportParameters(includePrivateParameters: false);
        (jwk["kty"], jwk["crv"]) = ("EC", algorithm switch { "ES384" => "P-384", "ES512" => "P-521", _ => "P-256" });
        (jwk["x"], jwk["y"]) = (Base64Url.EncodeToString(point.Q.X), Base64Url.EncodeToString(point.Q.Y));
        return jwk;
    }
}
