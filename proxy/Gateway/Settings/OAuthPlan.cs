using System.Collections.Immutable;

namespace Compliance.Gateway.Settings;

/// <summary>Which tokens let a client in on a route, and what of a token is known of it then. Immutable.</summary>
internal sealed record OAuthPlan(JwksPlan Keys, string Issuer, ImmutableArray<string> Audiences)
{
    /// <summary>The claim that holds the principal's name.</summary>
    public string Principal { get; init; } = "sub";

    /// <summary>The claim that holds groups; null: nobody is in any.</summary>
    public string? Groups { get; init; }

    /// <summary>Claims that policies may ask for.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    /// <summary>A token must have all of them.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>A token must have each claim, with one of its values.</summary>
    public ImmutableArray<(string Claim, ImmutableArray<string> Values)> Required { get; init; } = [];

    /// <summary>What the header of a token must say that it is (<c>typ</c>); null: whatever it says.</summary>
    public string? Type { get; init; }

    /// <summary>How far the issuer's clock may be from this one.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);
}
