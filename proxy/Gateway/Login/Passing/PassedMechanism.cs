using System.Text;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Login.Passing;

/// <summary>The SASL mechanisms that may go on to a broker, by the names under which SASL registers them.</summary>
internal static class PassedMechanism
{
    /// <summary>Null: none of that name passes.</summary>
    public static ISaslWatch? Begin(ReadOnlySpan<byte> name, ClientsPlan clients, LimitsPlan limits)
    {
        foreach (var mechanism in clients.Mechanisms)
        {
            if (Ascii.Equals(name, mechanism))
                return Begin(mechanism, clients.PassThrough!, limits);
        }

        return null;
    }

    private static ISaslWatch Begin(string mechanism, PassThroughPlan plan, LimitsPlan limits) => mechanism switch
    {
        SaslMechanism.Plain => new PlainWatch(),
        SaslMechanism.OAuthBearer => new BearerWatch(new TokenReading(plan, limits.MaxTokenBytes)),
        SaslMechanism.Kerberos => new KerberosWatch(plan.KerberosPrincipal!),
        _ => new ScramWatch(ScramKind.Find(mechanism)!),
    };
}
