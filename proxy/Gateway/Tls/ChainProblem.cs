using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Gateway.Tls;

/// <summary>Why a chain of certificates is no good, in words that follow "the certificate"; the gravest of all that is wrong. Pure.</summary>
internal static class ChainProblem
{
    private const X509ChainStatusFlags Strange = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
    private static readonly (X509ChainStatusFlags Flag, string Text)[] Texts =
    [
        (X509ChainStatusFlags.NotSignatureValid, "has a signature that is not its issuer's"),
        (Strange, "does not lead to a root in {0}"),
        (X509ChainStatusFlags.Revoked, "is revoked"),
        (X509ChainStatusFlags.NotTimeValid, ""),
        (X509ChainStatusFlags.NotValidForUsage, "is not meant for {1} (extended key usage)"),
        (X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation, "may be revoked: no list or responder could say (clients.tls.revocation)"),
    ];

    /// <summary>Of a client's certificate.</summary>
    public static string Of(X509Chain chain) => Of(chain, "clients.tls.ca", "clients");

    /// <param name="chain">As it was built.</param>
    /// <param name="roots">The setting that names who is trusted.</param>
    /// <param name="users">Whom the certificate should be for.</param>
    public static string Of(X509Chain chain, string roots, string users)
    {
        foreach (var (flag, text) in Texts)
        {
            foreach (var (depth, element) in chain.ChainElements.Index())
            {
                if (!element.ChainElementStatus.Any(status => (status.Status & flag) != 0))
                    continue;

                // A peer may send its root too, which is then what is not trusted.
                var whose = depth == 0 || flag == Strange ? "" : $"leads over one that is no good: {SubjectText.ForLog(SubjectText.Of(element.Certificate.SubjectName))} ";
                return whose + (text.Length > 0 ? string.Format(CultureInfo.InvariantCulture, text, roots, users) : Time(element.Certificate, chain.ChainPolicy));
            }
        }

        return $"is no good ({string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct())})";
    }

    private static string Time(X509Certificate2 certificate, X509ChainPolicy policy) => certificate.NotBefore > policy.VerificationTime
        ? string.Create(CultureInfo.InvariantCulture, $"is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z")
        : string.Create(CultureInfo.InvariantCulture, $"has expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z");
}
