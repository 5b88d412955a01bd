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
        (Strange, "does not lead to a root in clients.tls.ca"),
        (X509ChainStatusFlags.Revoked, "is revoked"),
        (X509ChainStatusFlags.NotTimeValid, ""),
        (X509ChainStatusFlags.NotValidForUsage, "is not meant for clients (extended key usage)"),
        (X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation, "may be revoked: no list or responder could say (clients.tls.revocation)"),
    ];

    public static string Of(X509Chain chain)
    {
        foreach (var (flag, text) in Texts)
        {
            foreach (var (depth, element) in chain.ChainElements.Index())
            {
                if (!element.ChainElementStatus.Any(status => (status.Status & flag) != 0))
                    continue;

                // A client may send its root too, which is then what is not trusted.
                var whose = depth == 0 || flag == Strange ? "" : $"leads over one that is no good: {SubjectText.ForLog(SubjectText.Of(element.Certificate.SubjectName))} ";
                return whose + (text.Length > 0 ? text : Time(element.Certificate, chain.ChainPolicy));
            }
        }

        return $"is no good ({string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct())})";
    }

    private static string Time(X509Certificate2 certificate, X509ChainPolicy policy) => certificate.NotBefore > policy.VerificationTime
        ? string.Create(CultureInfo.InvariantCulture, $"is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z")
        : string.Create(CultureInfo.InvariantCulture, $"has expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z");
}
