using System.CommandLine;
using System.CommandLine.Parsing;
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

    private readonly Option<string?> _ca = new("--registry-ca")
    {
        Description = "Beside the URL: a PEM file with the authority that vouches for the registry; left out: those that this machine trusts.",
    };

    private readonly Option<string?> _cluster = new("--cluster") { Description = "Of a settings file: whose registry; left out: that of the only cluster that has one." };

    public void AddTo(Command command)
    {
        command.Options.Add(_registry);
        command.Options.Add(_ca);
        command.Options.Add(_cluster);
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_registry) is not null;

    /// <summary>What is wrong before anything is opened; null: nothing.</summary>
    public string? Misuse(CommandResult result) =>
        result.GetValue(_registry) is null && result.GetValue(_ca) is not null ? "--registry-ca says who vouches for the registry of --registry: add --registry URL, or remove it." : null;

    /// <summary>Null, and problems: there is no such registry.</summary>
    public RegistryClient? Open(ParseResult parsed, List<Problem> problems, TimeProvider time)
    {
        var where = parsed.GetValue(_registry)!;
        var plan = Uri.TryCreate(where, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? OfUrl(url!, parsed.GetValue(_ca), problems)
            : OfSettings(where, parsed, problems, time);
        return plan is null ? null : new RegistryClient(plan, Patience);
    }

    private static RegistryPlan? OfUrl(Uri url, string? ca, List<Problem> problems)
    {
        if (url is not { UserInfo: "", Query: "", Fragment: "" })
            return Refuse("--registry", "The URL has neither user, password nor query: others on this machine can read it. Name a settings file whose cluster has 'registry' with 'user' and 'password'.");
        if (ca is null)
            return new RegistryPlan(url);
        if (url.Scheme != Uri.UriSchemeHttps)
            return Refuse("--registry-ca", $"Nobody vouches for a registry that is asked without TLS: write {new UriBuilder(url) { Scheme = Uri.UriSchemeHttps, Port = url.IsDefaultPort ? -1 : url.Port }.Uri.GetLeftPart(UriPartial.Path)}, or leave --registry-ca out.");
        return CaFile.Read(ca, out var wrong) is { } pem ? new RegistryPlan(url) { CaPem = pem, CaName = "--registry-ca" } : Refuse("--registry-ca", wrong);

        RegistryPlan? Refuse(string option, string why)
        {
            problems.Add(new(option, 1, 1, why, Severity.Error));
            return null;
        }
    }

    private RegistryPlan? OfSettings(string file, ParseResult parsed, List<Problem> problems, TimeProvider time)
    {
        if (parsed.GetValue(_ca) is not null)
        {
            problems.Add(new("--registry-ca", 1, 1, $"--registry names {file}, whose settings say by 'ca' beside 'url' who vouches for the registry; leave --registry-ca out, or give --registry a URL (https://registry.example:8081).", Severity.Error));
            return null;
        }

        var cluster = parsed.GetValue(_cluster);
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
