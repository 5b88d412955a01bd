using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Tls;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>What clients of a route prove by their certificates, as written. <see cref="Ca"/>: names of files, or references.</summary>
internal sealed record ClientTlsSettings(Place Place, bool IsRequired, ImmutableArray<Text> Ca)
{
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>Lists of revoked certificates: names of files, or references.</summary>
    public ImmutableArray<Text> Lists { get; init; } = [];

    /// <summary>Which name of the certificate becomes the principal, by which rules.</summary>
    public NameSource From { get; init; }
    public PrincipalRules Rules { get; init; } = PrincipalRules.Default;
}
