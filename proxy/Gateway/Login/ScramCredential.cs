using System.Globalization;
using System.Security.Cryptography;

namespace Compliance.Gateway.Login;

/// <summary>
/// What proves a user by SCRAM (RFC 5802): neither the password nor what a client could log in with. Immutable. As a line of the users file:
/// <code>name:scram-sha-256:iterations:salt:storedKey:serverKey</code> all but name and iterations in base 64; or scram-sha-512.
/// </summary>
internal sealed record ScramCredential(string Name, ScramKind Kind, int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>The most that a Kafka broker itself would keep: the client counts them at each login.</summary>
    public const int DefaultIterations = 16_384;

    /// <summary>RFC 7677's least, below which Kafka's clients refuse to log in.</summary>
    private const int MinIterations = 4_096;
    private const int MaxIterations = 1_000_000;
    private const int MinSaltBytes = 8;
    private const int MaxSaltBytes = 64;
    private const int SaltBytes = 16;

    public static ScramCredential Create(string name, ScramKind kind, ReadOnlySpan<byte> password, int iterations = DefaultIterations) =>
        Create(name, kind, password, iterations, RandomNumberGenerator.GetBytes(SaltBytes));

    public static ScramCredential Create(string name, ScramKind kind, ReadOnlySpan<byte> password, int iterations, byte[] salt)
    {
        var salted = kind.Salted(password, salt, iterations);
        var credential = new ScramCredential(name, kind, iterations, salt, kind.Hash(kind.Hmac(salted, "Client Key"u8)), kind.Hmac(salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        return credential;
    }

    /// <summary>
    /// What a user that does not exist is told it has: the same for each of its logins, and no key fits it. <paramref name="key"/> is nobody
    /// else's to know.
    /// </summary>
    public static ScramCredential Decoy(string name, ScramKind kind, int iterations, byte[] key)
    {
        byte[] Derived(string what) => kind.Hmac(key, System.Text.Encoding.UTF8.GetBytes($"{what} of {name}"));
        return new ScramCredential(name, kind, iterations, Derived("salt")[..SaltBytes], RandomNumberGenerator.GetBytes(kind.HashBytes), Derived("server key"));
    }

    /// <summary>Null: neither so few that clients refuse, nor so many that a login stops them.</summary>
    public static string? IterationsProblem(int iterations) => iterations is < MinIterations or > MaxIterations
        ? $"the iterations of SCRAM lie between {MinIterations} and {MaxIterations}"
        : null;

    /// <summary>Null, and what is wrong, where the parts of the line are no such credential. The problem quotes nothing of the line.</summary>
    public static ScramCredential? Parse(string[] parts, ScramKind kind, out string problem)
    {
        problem = $"is not name:{kind.Scheme}:iterations:salt:storedKey:serverKey; make it with 'compliance-proxy user add --mechanism {kind}'";
        if (parts.Length != 6 || Base64Text.Read(parts[3], MinSaltBytes, MaxSaltBytes) is not { } salt
            || Base64Text.Read(parts[4], kind.HashBytes, kind.HashBytes) is not { } storedKey || Base64Text.Read(parts[5], kind.HashBytes, kind.HashBytes) is not { } serverKey)
            return null;
        problem = int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            ? UserName.Problem(parts[0]) ?? IterationsProblem(iterations) ?? ""
            : "the iterations are a whole number";
        return problem.Length > 0 ? null : new ScramCredential(parts[0], kind, iterations, salt, storedKey, serverKey);
    }

    /// <summary>
    /// Whether the client has the key whose hash is stored. Constant time.
    /// <code>ClientKey = proof XOR HMAC(StoredKey, AuthMessage);  H(ClientKey) = StoredKey</code>
    /// </summary>
    public bool Proves(ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> proof)
    {
        var key = Kind.Hmac(StoredKey, authMessage);
        if (proof.Length != key.Length)
            return false;
        for (var i = 0; i < key.Length; i++)
            key[i] ^= proof[i];
        var proves = CryptographicOperations.FixedTimeEquals(Kind.Hash(key), StoredKey);
        CryptographicOperations.ZeroMemory(key);
        return proves;
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}:{Kind.Scheme}:{Iterations}:{Convert.ToBase64String(Salt)}:{Convert.ToBase64String(StoredKey)}:{Convert.ToBase64String(ServerKey)}");

    public override string ToString() => $"{Kind} of {Name}";
}
