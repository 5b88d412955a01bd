using System.Globalization;
using System.Security.Cryptography;

namespace Compliance.Gateway.Login;

/// <summary>
/// What proves a user's password under PLAIN: PBKDF2-HMAC-SHA256 with a salt of its own. Immutable. As a line of the users file:
/// <code>name:pbkdf2-sha256:iterations:salt:hash</code> salt (16 bytes) and hash (32 bytes) in base 64.
/// </summary>
internal sealed record PlainCredential(string Name, int Iterations, byte[] Salt, byte[] Hash)
{
    /// <summary>What OWASP's password storage guide asks of PBKDF2-HMAC-SHA256.</summary>
    public const int DefaultIterations = 600_000;
    public const string Scheme = "pbkdf2-sha256";
    private const int MinIterations = 1_000;
    private const int MaxIterations = 10_000_000;
    public const int SaltBytes = 16;
    public const int HashBytes = 32;

    public static PlainCredential Create(string name, ReadOnlySpan<byte> password, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PlainCredential(name, iterations, salt, Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashBytes));
    }

    /// <summary>Null: neither so few that a guess is cheap, nor so many that a login stops the proxy.</summary>
    public static string? IterationsProblem(int iterations) => iterations is < MinIterations or > MaxIterations
        ? $"the iterations lie between {MinIterations} and {MaxIterations}"
        : null;

    /// <summary>Null, and what is wrong, where the parts of the line are no such credential. The problem quotes nothing of the line.</summary>
    public static PlainCredential? Parse(string[] parts, out string problem)
    {
        problem = "is not name:pbkdf2-sha256:iterations:salt:hash; make it with 'compliance-proxy user add'";
        if (parts.Length != 5 || Base64Text.Read(parts[3], SaltBytes, SaltBytes) is not { } salt || Base64Text.Read(parts[4], HashBytes, HashBytes) is not { } hash)
            return null;
        problem = int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            ? UserName.Problem(parts[0]) ?? IterationsProblem(iterations) ?? ""
            : "the iterations are a whole number";
        return problem.Length > 0 ? null : new PlainCredential(parts[0], iterations, salt, hash);
    }

    /// <summary>A tenth of a second or more of one core: never on a socket thread. Compares in constant time.</summary>
    public bool Proves(ReadOnlySpan<byte> password)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        Rfc2898DeriveBytes.Pbkdf2(password, Salt, hash, Iterations, HashAlgorithmName.SHA256);
        return CryptographicOperations.FixedTimeEquals(hash, Hash);
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}:{Scheme}:{Iterations}:{Convert.ToBase64String(Salt)}:{Convert.ToBase64String(Hash)}");

    public override string ToString() => $"PLAIN of {Name}";
}
