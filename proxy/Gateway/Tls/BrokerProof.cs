using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Tls.Revocation;

namespace Compliance.Gateway.Tls;

/// <summary>
/// What one handshake has shown of its broker: why it is refused. Owner: the handshake; the runtime calls <see cref="Look"/> once, while it
/// runs.
/// </summary>
/// <param name="name">What its certificate has to name.</param>
/// <param name="lists">What is revoked; null: it is not looked for.</param>
internal sealed class BrokerProof(string name, RevocationLists? lists = null)
{
    /// <summary>Why the broker is refused, for a sentence that begins with its certificate; null: it is not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Somebody has looked, and there is nothing against the broker.</summary>
    public bool IsGood { get; private set; }

    public bool Look(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Problem = (certificate, errors) switch
        {
            (X509Certificate2, SslPolicyErrors.None) => lists is null ? null : chain is null ? "may be revoked: it has no chain" : lists.FindProblem(chain),
            (X509Certificate2, _) when chain is not null && errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) => ChainProblem.Of(chain, "the cluster's tls.ca", "servers"),
            (X509Certificate2 shown, _) when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"is for {Names(shown)}, not for {name}",
            _ => "is missing or no good",
        };
        return IsGood = Problem is null;
    }

    private static string Names(X509Certificate2 certificate)
    {
        try
        {
            var names = AlternativeNames.Of(certificate);
            return SubjectText.ForLog(names.Count > 0 ? string.Join(", ", names) : SubjectText.Of(certificate.SubjectName));
        }
        catch (AsnContentException)
        {
            return "names that can't be read";
        }
    }
}
