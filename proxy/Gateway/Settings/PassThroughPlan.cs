using System.Collections.Immutable;

namespace Compliance.Gateway.Settings;

/// <summary>Clients log in at the brokers: what the proxy reads of that, to know who they are. Immutable.</summary>
internal sealed record PassThroughPlan
{
    /// <summary>The claim of a token that holds the principal's name: the one that the brokers take.</summary>
    public string Principal { get; init; } = "sub";

    /// <summary>The claim that holds groups; null: nobody is in any.</summary>
    public string? Groups { get; init; }

    /// <summary>Claims that policies may ask for.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    /// <summary>The name of all who come by GSSAPI; null: nobody does.</summary>
    public string? KerberosPrincipal { get; init; }
}
