using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>The SASL mechanisms of this version: PLAIN.</summary>
internal static class Mechanism
{
    public static void Check(MapReader map)
    {
        if (map.RequiredText("mechanism") is { } text && text.Value != ClientsPlan.Plain)
            map.Problems.Error(text.Place, $"'mechanism' is PLAIN: '{text}' is not supported in this version.");
    }
}
