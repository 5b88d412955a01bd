using System.Collections.Immutable;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Who may connect to a route: by one of the mechanisms users of a file (<see cref="UsersFile"/> null: there are none) and those who have tokens,
/// or whom the brokers let in; or, where nobody logs in, whoever's certificate, if such are asked for, is good.
/// </summary>
internal sealed record ClientsPlan(string? UsersFile)
{
    public static ClientsPlan Anonymous { get; } = new((string?)null) { Mechanisms = [] };

    /// <summary>Clients have to log in.</summary>
    public bool LogIn => UsersFile is not null || OAuth is not null || PassesThrough;
    public bool IsAnonymous => !LogIn && !ShowCertificates;

    /// <summary>They are asked for certificates.</summary>
    public bool ShowCertificates { get; init; }

    /// <summary>As SASL registers them, in the order in which clients are told them.</summary>
    public ImmutableArray<string> Mechanisms { get; init; } = ["PLAIN"];

    /// <summary>Null: no token is taken.</summary>
    public OAuthPlan? OAuth { get; init; }

    /// <summary>Null: logins end at the proxy.</summary>
    public PassThroughPlan? PassThrough { get; init; }

    /// <summary>Logins go on to the brokers.</summary>
    public bool PassesThrough => PassThrough is not null;

    /// <summary>The claim of a token that holds groups; null: nobody is in any.</summary>
    public string? GroupsClaim => OAuth?.Groups ?? PassThrough?.Groups;

    /// <summary>Claims of a token that policies may ask for.</summary>
    public ImmutableArray<string> Claims => OAuth?.Claims ?? PassThrough?.Claims ?? [];

    /// <summary>
    /// How long a login lasts at most: a client then proves itself again on its connection (KIP-368, a broker's <c>connections.max.reauth.ms</c>).
    /// Null: as long as what proved it.
    /// </summary>
    public TimeSpan? MaxReauth { get; init; }
}
