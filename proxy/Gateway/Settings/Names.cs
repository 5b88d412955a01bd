using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Names of clusters, routes and the proxy: they become labels of metrics and values of evidence.</summary>
internal static class Names
{
    private const int Longest = 64;

    public static void Check(Text name, string of, ProblemList problems)
    {
        if (name.Value.Length is 0 or > Longest || !name.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            problems.Error(name.Place, $"The name of {of} has 1 to {Longest} letters, digits, dots, hyphens or underscores.");
    }
}
