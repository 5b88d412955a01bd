using Compliance.Gateway.Kms;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings.Checks;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Compiles settings, and reads what they name. <paramref name="problems"/> takes what is wrong in the settings' own file,
/// <paramref name="theirs"/> what is wrong in policies and keys, <paramref name="sources"/> every file that is read but those of users,
/// which are watched by themselves.
/// </summary>
internal sealed class PlanBuilder(string folder, ProblemList problems, List<Problem> theirs, SourceFiles sources, TimeProvider time)
{
    private readonly PolicyReader _policies = new(folder, problems, theirs, sources, time);
    private readonly TlsReader _tls = new(new CertificateReader(folder, problems, sources), problems, time);
    private readonly BrokerTlsReader _brokers = new(new CertificateReader(folder, problems, sources), problems, time);

    /// <summary>As <see cref="LoadedSettings.Unapproved"/>.</summary>
    public IReadOnlyList<string> Unapproved => _policies.Unapproved;

    /// <summary>What a process keeps of wrapped keys; null: nothing is kept.</summary>
    public KmsState? Kms { get; init; }

    /// <summary>Null where a cluster that something names is missing: a check has told.</summary>
    public ActivePlan? Build(SettingsDocument document)
    {
        using var services = new KeyServices(new KmsReader(folder, problems, sources).Read(document.Kms), document.Limits.KmsTimeout, sources, Kms);
        _policies.Unwrap = services.Unwrap;
        var logins = new LoginBuilder(folder, document.Limits, sources);
        var accounts = new AccountsReader(folder, document.Limits, logins, sources, problems, theirs);
        var clusters = document.Clusters.Select(cluster => Cluster(cluster, logins, PassThroughCheck.IsClosed(cluster, document))).ToDictionary(cluster => cluster.Name, StringComparer.Ordinal);
        var routes = document.Routes.Select(route => Route(route, clusters, logins, accounts, document.Limits)).OfType<RoutePlan>().ToList();
        AuditPlan? audit = null;
        if (document.Audit is { } settings && clusters.TryGetValue(settings.Cluster.Value, out var target))
        {
            audit = settings.Plan(target);
            PassThroughCheck.Run(settings, target, problems);
            if (target.Tls is { Name: { } other })
                problems.Warning(settings.Cluster.Place, $"The client that brings evidence to cluster '{target.Name}' knows brokers by their hosts alone, not by tls.name ({other}): where their certificates do not hold the hosts too, no evidence leaves this machine.");
            if (target.Tls is { Lists: not null, ListsFile: null })
                problems.Warning(settings.Cluster.Place, $"The client that brings evidence to cluster '{target.Name}' takes lists of revoked certificates from one file in PEM alone, so it does not look at those of tls.crl: put them into one.");
        }

        return new ActivePlan([.. clusters.Values], [.. AccountOwners.Mark(routes)], document.Limits, audit, document.Admin?.Plan)
        {
            Log = document.Log,
            Telemetry = document.Telemetry,
        };
    }

    private ClusterPlan Cluster(ClusterSettings settings, LoginBuilder logins, bool isClosed) => new(settings.Name.Value, settings.Bootstrap)
    {
        Login = settings.Login is { } login ? logins.Build(login, problems) : null,
        IsClosed = isClosed,
        Tls = settings.Tls is { } tls ? _brokers.Read(tls) : null,
        MaxVersions = settings.MaxVersions,
        Registry = settings.Registry is { } registry ? Registry(registry, logins) : null,
        Owner = settings.Owner,
        Region = settings.Region,
        Tags = settings.Tags,
    };

    private RegistryPlan Registry(RegistrySettings settings, LoginBuilder logins) => new(settings.Url)
    {
        User = settings.User is { } user ? logins.Value(user, problems) : null,
        Password = settings.Password is { } password ? logins.Value(password, problems) : null,
        CaPem = settings.Ca is { } ca ? logins.Certificates(ca, problems) : null,
    };

    private RoutePlan? Route(RouteSettings settings, Dictionary<string, ClusterPlan> clusters, LoginBuilder logins, AccountsReader accounts, LimitsPlan limits)
    {
        var clients = (settings.Sasl is { } sasl ? Clients(sasl, logins, limits) : settings.PassThrough is { } passed ? Clients(passed) : ClientsPlan.Anonymous) with { ShowCertificates = settings.ClientTls is not null };
        var tls = _tls.Read(settings);
        var policies = _policies.Read(settings);
        var cluster = clusters.GetValueOrDefault(settings.Cluster.Value);
        if (cluster is { Registry: null } && policies?.Rules is { } rules && (rules.NeedsRegistry || rules.Observed is { NeedsRegistry: true }))
            problems.Error(settings.Policies!.Value.Place, $"The policies name values whose schema is registered, and cluster '{cluster.Name}' has no registry, so none of them could be read: add registry: {{url: …}} to the cluster.");
        if (cluster is not null)
        {
            PassThroughCheck.Run(settings, cluster, policies?.Rules, problems);
            AccountsCheck.Run(settings, clients, cluster, problems);
        }

        if (policies is not null)
            LoginCheck.Run(settings, clients, policies.Rules, problems, theirs);
        var breakGlass = settings.BreakGlass is { } written ? _policies.Plan(written) : null;
        if (policies is not null)
            BreakGlassCheck.Run(settings, policies.Rules, problems);
        return cluster is not null
            ? new RoutePlan(settings.Name.Value, cluster, settings.Listen.Plan, settings.Advertise, clients)
            {
                Tls = tls,
                ProxyProtocol = settings.Listen.ProxyProtocol,
                Accounts = accounts.Read(settings, cluster),
                Purpose = settings.Purpose?.Value,
                Rules = policies?.Rules,
                Keys = policies?.Keys,
                RulesDigest = policies?.Digest,
                Policies = policies,
                BreakGlass = breakGlass,
                Limits = limits,
            }
            : null;
    }

    private ClientsPlan Clients(SaslSettings sasl, LoginBuilder logins, LimitsPlan limits) => new(sasl.Users is { } users ? Users(users, sasl) : null)
    {
        Mechanisms = [.. sasl.Mechanisms.Select(mechanism => mechanism.Value)],
        OAuth = sasl.OAuth is { } oauth ? OAuthBuilder.Build(oauth, limits, oauth.Ca is { } ca ? logins.Certificates(ca, problems) : null, folder, sources, problems) : null,
        MaxReauth = sasl.MaxReauth,
    };

    private static ClientsPlan Clients(PassThroughSettings passed) => new((string?)null) { Mechanisms = passed.Mechanisms, PassThrough = passed.Plan };

    /// <summary>The file's path, where it can be read or not.</summary>
    private string Users(Text file, SaslSettings sasl)
    {
        var path = Path.Combine(folder, file.Value);
        try
        {
            var known = UsersFile.Read(path).Users.SelectMany(user => user.Mechanisms).ToHashSet(StringComparer.Ordinal);
            foreach (var mechanism in sasl.Mechanisms.Where(mechanism => known.Count > 0 && mechanism.Value != SaslMechanism.OAuthBearer && !known.Contains(mechanism.Value)))
                problems.Warning(mechanism.Place, $"No user of {file} can log in by {mechanism}: give those who are to with 'compliance-proxy user add --file {file} --mechanism {mechanism} NAME'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problems.Error(file.Place, $"The users file can't be used: {e.Message} Make it with 'compliance-proxy user add --file {file} NAME'.");
        }

        return path;
    }
}
