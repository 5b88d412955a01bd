using System.Collections.Immutable;
using System.Text;
using Compliance.Gateway.Login.Tokens;

namespace Compliance.Gateway.Login;

/// <summary>The SASL mechanisms that end at the proxy, and one that only passes through it, by the names under which SASL registers them.</summary>
internal static class SaslMechanism
{
    public const string Plain = "PLAIN";

    public const string OAuthBearer = "OAUTHBEARER";

    /// <summary>Its tokens are the broker's alone to open.</summary>
    public const string Kerberos = "GSSAPI";

    /// <summary>Those that prove a user of a users file.</summary>
    public static ImmutableArray<string> OfUsers { get; } = [Plain, .. ScramKind.All.Select(kind => kind.Mechanism)];

    public static ImmutableArray<string> All { get; } = [.. OfUsers, OAuthBearer];

    /// <summary>Null: no exchange of that name is offered.</summary>
    public static ISaslExchange? Begin(ReadOnlySpan<byte> name, ImmutableArray<string> offered, LoginAttempt attempt)
    {
        foreach (var mechanism in offered)
        {
            if (Ascii.Equals(name, mechanism))
                return Begin(mechanism, attempt);
        }

        return null;
    }

    private static ISaslExchange Begin(string mechanism, LoginAttempt attempt) => mechanism switch
    {
        OAuthBearer => new BearerExchange(attempt.Tokens),
        Plain => new PlainExchange(attempt),
        _ => new ScramExchange(ScramKind.Find(mechanism)!, attempt),
    };
}
