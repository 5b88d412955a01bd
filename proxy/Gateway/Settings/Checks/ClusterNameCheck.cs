using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>Every cluster that a route or the audit names is described.</summary>
internal static class ClusterNameCheck
{
    public static void Run(SettingsDocument document, ProblemList problems)
    {
        var known = document.Clusters.Select(cluster => cluster.Name.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var cluster in document.NamedClusters)
        {
            if (!known.Contains(cluster.Value))
                problems.Error(cluster.Place, $"There is no cluster '{cluster}'{Suggestion.For(cluster.Value, known)} Describe it below 'clusters'.");
        }
    }
}
