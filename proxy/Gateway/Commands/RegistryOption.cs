using System.CommandLine;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Settings;
using Compliance.Rules;

namespace Compliance.Gateway.Commands;

/// <summary>The options that name a schema registry: by its URL, or by settings that have its user, password and certificate too.</summary>
internal sealed class RegistryOption
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Option<string?> _registry = new("--registry")
    {
        Description = "A schema registry with Confluent's API, by its URL, or the settings file that names it: paths and treatments are held against the topics' schemas.",
    };

    private readonly Option<string?> _cluster = new("--cluster") { Description = "Of a settings file: whose registry; left out: that of the only cluster that has one." };

    public void AddTo(Command command)
    {
        command.Options.Add(_registry);
        command.Options.Add(_cluster);
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_registry) is not null;

    /// <summary>Null, and problems: there is no such registry.</summary>
    public RegistryClient? Open(ParseResult parsed, List<Problem> problems, TimeProvider time)
    {
        var where = parsed.GetValue(_registry)!;
        if (!Uri.TryCreate(where, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return OfSettings(where, parsed.GetValue(_cluster), problems, time) is { } plan ? new RegistryClient(plan, Patience) : null;
        if (url is { UserInfo: "", Query: "", Fragment: "" })
            return new RegistryClient(new RegistryPlan(url), Patience);
        problems.Add(new("--registry", 1, 1, "The URL has neither user, password nor query: others on this machine can read it. Name a settings file whose cluster has 'registry' with 'user' and 'password'.", Severity.Error));
        return null;
    }

    private static RegistryPlan? OfSettings(string file, string? cluster, List<Problem> problems, TimeProvider time)
    {
        var (plan, found) = SettingsLoader.Check(file, null, time);
        if (plan is null)
        {
            problems.AddRange(found);
            return null;
        }

        var named = plan.Clusters.Where(known => known.Registry is not null && (cluster is null || known.Name == cluster)).ToList();
        if (named is [var only])
            return only.Registry;
        problems.Add(new(file, 1, 1, named.Count == 0
            ? $"{(cluster is null ? "No cluster" : $"No cluster '{cluster}'")} has a 'registry': {{url: https://registry.example:8081}}; add it, or give --registry a URL."
            : $"Several clusters have a 'registry'; --cluster is one of: {string.Join(", ", named.Select(known => known.Name))}.", Severity.Error));
        return null;
    }
}
