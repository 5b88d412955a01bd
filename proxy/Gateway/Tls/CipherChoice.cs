using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;

namespace Compliance.Gateway.Tls;

/// <summary>Cipher suites that the settings choose, and what of TLS can be spoken with them. Immutable.</summary>
internal sealed record CipherChoice(ImmutableArray<TlsCipherSuite> Suites, CipherSuitesPolicy Policy, SslProtocols Protocols)
{
    private static readonly string[] Broken = ["_NULL_", "EXPORT", "_anon_", "_RC4_", "_RC2_", "_DES_", "_DES40_", "_3DES_", "_IDEA_", "_MD5"];

    /// <summary>As IANA registers it; null: it is none, or <paramref name="problem"/> says why it can't be had.</summary>
    public static TlsCipherSuite? Find(string name, out string problem)
    {
        problem = "";
        if (!Enum.GetNames<TlsCipherSuite>().Contains(name))
            problem = $"'{name}' is no cipher suite; write it as IANA registers it, such as TLS_AES_256_GCM_SHA384 or TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.";
        else if (Array.Exists(Broken, weak => name.Contains(weak, StringComparison.Ordinal)))
            problem = $"'{name}' protects nothing any more; remove it.";
        return problem.Length == 0 ? Enum.Parse<TlsCipherSuite>(name) : null;
    }

    /// <summary>Null: nobody could connect, as <paramref name="problem"/> says.</summary>
    /// <param name="suites">In the order of preference.</param>
    /// <param name="allowed">Versions that the settings allow.</param>
    /// <param name="keyAlgorithm">Of the server's key: RSA or ECDSA; null: it is another's, and any may do.</param>
    /// <param name="problem">Why not.</param>
    public static CipherChoice? Of(IReadOnlyList<TlsCipherSuite> suites, SslProtocols allowed, string? keyAlgorithm, out string problem)
    {
        problem = "";
        var protocols = SslProtocols.None;
        if (suites.Any(IsOf13))
            protocols |= SslProtocols.Tls13;
        if (suites.Any(suite => !IsOf13(suite) && (keyAlgorithm is null || suite.ToString().Contains($"_{keyAlgorithm}_WITH_", StringComparison.Ordinal))))
            protocols |= SslProtocols.Tls12;
        protocols &= allowed;
        if (protocols == SslProtocols.None)
        {
            problem = $"Nobody could connect with these suites: none is of TLS 1.3{(allowed.HasFlag(SslProtocols.Tls12) ? $", nor of TLS 1.2 for the certificate's key ({keyAlgorithm ?? "RSA or ECDSA"})" : ", and 'minVersion' allows no other")}.";
            return null;
        }

        // Suites of a version that is not spoken must not be in it.
        ImmutableArray<TlsCipherSuite> spoken = [.. suites.Where(suite => protocols.HasFlag(IsOf13(suite) ? SslProtocols.Tls13 : SslProtocols.Tls12))];
        try
        {
            if (!OperatingSystem.IsWindows())
                return new CipherChoice(spoken, new CipherSuitesPolicy(spoken), protocols);
        }
        catch (PlatformNotSupportedException)
        {
            // An OpenSSL that is too old.
        }

        problem = "Cipher suites can't be chosen on this system, its own settings choose them: remove 'ciphers', or run the proxy on Linux with OpenSSL 1.1.1 or later.";
        return null;
    }

    private static bool IsOf13(TlsCipherSuite suite) => !suite.ToString().Contains("_WITH_", StringComparison.Ordinal);
}
