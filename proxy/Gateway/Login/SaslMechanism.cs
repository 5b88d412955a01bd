using System.Collections.Immutable;
using System.Text;

namespace Compliance.Gateway.Login;

/// <summary>The SASL mechanisms that end at the proxy, by the names under which SASL registers them.</summary>
internal static class SaslMechanism
{
    public const string Plain = "PLAIN";

    public static ImmutableArray<string> All { get; } = [Plain, .. ScramKind.All.Select(kind => kind.Mechanism)];

    /// <summary>Null: no exchange of that name is offered.</summary>
    public static ISaslExchange? Begin(ReadOnlySpan<byte> name, ImmutableArray<string> offered, LoginAttempt attempt)
    {
        foreach (var mechanism in offered)
        {
            if (Ascii.Equals(name, mechanism))
                return ScramKind.Find(mechanism) is { } kind ? new ScramExchange(kind, attempt) : new PlainExchange(attempt);
        }

        return null;
    }
}
