using Compliance.Gateway.Login.Tokens;

namespace Compliance.Gateway.Settings;

/// <summary>Where an issuer's keys come from: an address that is asked for them, or a file that was read. Equal ones are asked alike.</summary>
internal sealed record JwksPlan(Uri? Url)
{
    /// <summary>Those of the file; null: <see cref="Url"/> is asked.</summary>
    public JwksKeys? Keys { get; init; }

    /// <summary>Certificates in PEM, of which one has to vouch for the address; null: those that the machine trusts.</summary>
    public string? CaPem { get; init; }
    public TimeSpan Interval { get; init; } = LimitsPlan.Default.JwksInterval;
    public TimeSpan Pause { get; init; } = LimitsPlan.Default.JwksPause;
    public TimeSpan MaxAge { get; init; } = LimitsPlan.Default.MaxJwksAge;
    public TimeSpan Timeout { get; init; } = LimitsPlan.Default.JwksTimeout;

    /// <summary>Without a query, which may hold a secret.</summary>
    public override string ToString() => Url?.GetLeftPart(UriPartial.Path) ?? "a file";
}
