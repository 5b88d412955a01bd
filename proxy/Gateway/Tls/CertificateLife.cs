using System.Security.Cryptography.X509Certificates;

namespace Compliance.Gateway.Tls;

/// <summary>How long a certificate of a route or of a cluster lasts. <paramref name="Use"/>: server, client (shown to brokers), chain, ca, or crl (a list of revoked ones). Immutable.</summary>
internal sealed record CertificateLife(string Use, string Subject, string Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static CertificateLife Of(string use, X509Certificate2 certificate) => new(
        use, SubjectText.ForLog(SubjectText.Of(certificate.SubjectName)), certificate.SerialNumber, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());

    /// <summary>With so little left it should have been replaced: a fifth of its life, and no more than 30 days.</summary>
    public TimeSpan Short => TimeSpan.FromTicks(Math.Min(Longest.Ticks, (NotAfter - NotBefore).Ticks / 5));

    public TimeSpan Left(DateTimeOffset now) => NotAfter - now;
}
