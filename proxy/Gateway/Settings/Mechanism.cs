using System.Collections.Immutable;
using Compliance.Gateway.Login;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Which SASL mechanisms settings may name: those that end at the proxy, and those by which it logs in to brokers.</summary>
internal static class Mechanism
{
    /// <summary>Null, and a problem: none by which the proxy can log in.</summary>
    public static string? OfLogin(MapReader login)
    {
        if (login.RequiredText("mechanism") is not { } text)
            return null;
        if (SaslMechanism.All.Contains(text.Value))
            return text.Value;
        login.Problems.Error(text.Place, $"'mechanism' is {string.Join(" or ", SaslMechanism.All)}, not '{text}'.");
        return null;
    }

    /// <summary>One, or a list of them, of those that clients may choose from.</summary>
    public static ImmutableArray<Text> Offered(MapReader sasl)
    {
        if (sasl.Has("mechanism") == sasl.Has("mechanisms"))
        {
            sasl.Problems.Error(sasl.Place, "'sasl' says by what clients log in: either mechanism: NAME or mechanisms: [NAME, …].");
            return [];
        }

        ImmutableArray<Text> named = sasl.Has("mechanisms") ? sasl.Texts("mechanisms", required: true) : sasl.OptionalText("mechanism") is { } one ? [one] : [];
        foreach (var text in named)
        {
            if (!SaslMechanism.All.Contains(text.Value))
                sasl.Problems.Error(text.Place, $"'{text}' is no mechanism by which clients can log in here; there are {string.Join(", ", SaslMechanism.All)}.");
            else if (named.First(other => other.Value == text.Value).Place != text.Place)
                sasl.Problems.Error(text.Place, $"'{text}' stands in the list already.");
        }

        return named;
    }
}
