using System.Globalization;
using System.Security.Cryptography;

namespace Compliance.Gateway.Edge;

/// <summary>
/// One user and what proves the password: PBKDF2-HMAC-SHA256 with a salt of its own. Immutable. As a line of the users file:
/// <code>name:pbkdf2-sha256:iterations:salt:hash</code> salt (16 bytes) and hash (32 bytes) in base 64.
/// </summary>
internal sealed record UserEntry(string Name, int Iterations, byte[] Salt, byte[] Hash)
{
    /// <summary>What OWASP's password storage guide asks of PBKDF2-HMAC-SHA256.</summary>
    public const int DefaultIterations = 600_000;
    public const int MaxNameLength = 255;
    private const string Scheme = "pbkdf2-sha256";
    private const int MinIterations = 1_000;
    private const int MaxIterations = 10_000_000;
    public const int SaltBytes = 16;
    public const int HashBytes = 32;

    public static UserEntry Create(string name, ReadOnlySpan<byte> password, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new UserEntry(name, iterations, salt, Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashBytes));
    }

    /// <summary>Null: fit for a users file, a principal and a log; else what is wrong with the name.</summary>
    public static string? NameProblem(string name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return $"a user name has 1 to {MaxNameLength} characters";
        foreach (var c in name)
        {
            if (c is ':' or '#' || char.IsWhiteSpace(c) || char.IsControl(c))
                return "a user name has no colon, hash, blank or control character";
        }

        return null;
    }

    /// <summary>Null: neither so few that a guess is cheap, nor so many that a login stops the proxy.</summary>
    public static string? IterationsProblem(int iterations) => iterations is < MinIterations or > MaxIterations
        ? $"the iterations lie between {MinIterations} and {MaxIterations}"
        : null;

    /// <summary>Null, and what is wrong, where the line is no entry. The problem quotes nothing of the line.</summary>
    public static UserEntry? Parse(string line, out string problem)
    {
        var parts = line.Split(':');
        problem = "is not name:pbkdf2-sha256:iterations:salt:hash; make it with 'compliance-proxy user add'";
        if (parts.Length != 5 || parts[1] != Scheme)
            return null;
        if (NameProblem(parts[0]) is { } name)
        {
            problem = name;
            return null;
        }

        var salt = new byte[SaltBytes];
        var hash = new byte[HashBytes];
        if (!Convert.TryFromBase64String(parts[3], salt, out var saltLength) || saltLength != SaltBytes
            || !Convert.TryFromBase64String(parts[4], hash, out var hashLength) || hashLength != HashBytes)
            return null;
        problem = int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            ? IterationsProblem(iterations) ?? ""
            : "the iterations are a whole number";
        if (problem.Length > 0)
            return null;
        return new UserEntry(parts[0], iterations, salt, hash);
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

    public override string ToString() => Name;
}
