using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Tls.Revocation;

namespace Compliance.Gateway.Tls;

/// <summary>
/// Whose certificates a route's clients may show: those that lead to one of its own roots, are in force and meant for clients. Immutable;
/// the machine's roots are never asked, and nothing is fetched while a handshake runs.
/// </summary>
internal sealed class ClientTrust
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Authorities _authorities;
    private readonly X509RevocationMode _revocation;

    /// <param name="isRequired">Who shows no certificate is refused.</param>
    /// <param name="authorities">Roots, and certificates between them and the clients'.</param>
    /// <param name="revocation">Whether revoked ones are looked for, and where.</param>
    /// <param name="from">Which name becomes the principal.</param>
    /// <param name="rules">By which rules.</param>
    public ClientTrust(bool isRequired, IEnumerable<X509Certificate2> authorities, X509RevocationMode revocation, NameSource from, PrincipalRules rules)
    {
        (IsRequired, _revocation, From, Rules) = (isRequired, revocation, from, rules);
        _authorities = new Authorities(authorities);
    }

    public bool IsRequired { get; }

    /// <summary>The certificate gives the principal, since clients do not log in besides.</summary>
    public bool NamesPrincipal { get; init; }

    /// <summary>Lists of revoked certificates out of files; null: none.</summary>
    public RevocationLists? Lists { get; init; }
    public IEnumerable<CertificateLife> ListLives => Lists?.All.Select(list => list.Life) ?? [];
    public NameSource From { get; }
    public PrincipalRules Rules { get; }
    public bool HasRoot => _authorities.HasRoot;

    /// <summary>After the handshake somebody has to be asked.</summary>
    public bool LooksForRevoked => _revocation != X509RevocationMode.NoCheck;
    public IEnumerable<X509Certificate2> Authorities => _authorities.All;

    /// <summary>Equal ones trust alike.</summary>
    public string Digest => $"{_authorities.Digest} {IsRequired} {NamesPrincipal} {_revocation} {From} {Rules} {Lists?.Digest}";

    /// <summary>A new one for each handshake, which adds to it what the client sends.</summary>
    public X509ChainPolicy NewPolicy() => _authorities.NewPolicy(Tls.Authorities.ForClients);

    /// <summary>
    /// Whether one of a chain's certificates is revoked: null, or what to say of it. Blocks while lists and responders are asked; where none
    /// can say, the answer is no good either.
    /// </summary>
    public string? FindRevoked(ImmutableArray<byte[]> shown)
    {
        var policy = NewPolicy();
        (policy.RevocationMode, policy.RevocationFlag, policy.UrlRetrievalTimeout) = (_revocation, X509RevocationFlag.ExcludeRoot, Patience);
        using var leaf = X509CertificateLoader.LoadCertificate(shown[0]);
        foreach (var other in shown.AsSpan()[1..])
            policy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(other));
        using var chain = new X509Chain { ChainPolicy = policy };
        return chain.Build(leaf) ? null : ChainProblem.Of(chain);
    }
}
