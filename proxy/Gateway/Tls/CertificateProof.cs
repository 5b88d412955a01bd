using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Tls;

/// <summary>
/// What one handshake has shown of its client: who it is by its certificate, or why that is refused. Owner: the handshake; the runtime calls
/// <see cref="Look"/> once, while it runs.
/// </summary>
internal sealed class CertificateProof(ClientTrust trust)
{
    public const string Missing = "is missing, and the route requires one";

    /// <summary>Null: there is none, or it is refused.</summary>
    public LoginFacts? Facts { get; private set; }

    /// <summary>The name by the route's rules; null: there is no certificate, or no rule fits it.</summary>
    public string? Name { get; private set; }

    /// <summary>Whose certificate it says it is, whether or not that is believed; null: there is none.</summary>
    public string? Subject { get; private set; }

    /// <summary>Why the client is refused, for a sentence that begins with its certificate; null: it is not.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was shown, the client's own first; only where somebody has to be asked whether it is revoked.</summary>
    public ImmutableArray<byte[]> Shown { get; private set; } = [];

    public bool Look(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        try
        {
            Problem = certificate is X509Certificate2 shown ? Take(shown, chain, errors) : trust.IsRequired ? Missing : null;
        }
        catch (AsnContentException)
        {
            Problem = "holds names that can't be read";
        }

        if (Problem is not null)
            (Facts, Name) = (null, null);
        return Problem is null;
    }

    private string? Take(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Subject = SubjectText.Of(certificate.SubjectName);
        if (errors != SslPolicyErrors.None)
            return chain is null ? "is no good" : ChainProblem.Of(chain);
        if (trust.Lists is { } lists && (chain is null ? "may be revoked: it has no chain" : lists.FindProblem(chain)) is { } revoked)
            return revoked;
        var names = AlternativeNames.Of(certificate);
        Facts = new LoginFacts(subject: Subject, subjectNames: names);
        Name = trust.Rules.Apply(trust.From == NameSource.Subject ? [Subject] : names);
        if (trust.NamesPrincipal && Name is null)
            return "fits no rule of clients.tls.principal";
        if (trust.LooksForRevoked && chain is not null)
            Shown = [.. chain.ChainElements.Select(element => element.Certificate.RawData)];
        return null;
    }
}
