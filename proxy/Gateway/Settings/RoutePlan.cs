using System.Globalization;
using Compliance.Gateway.BreakGlass;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Settings;

/// <summary>A route: where clients connect, which cluster they reach, and under which rules.</summary>
internal sealed record RoutePlan(string Name, ClusterPlan Cluster, ListenPlan Listen, string Advertise, ClientsPlan Clients)
{
    /// <summary>Stands for a broker's id in the host name that clients are told for it.</summary>
    public const string NodeMark = "$(node)";

    /// <summary>Null: clients connect in plain.</summary>
    public TlsPlan? Tls { get; init; }

    /// <summary>Null: no PROXY header is taken.</summary>
    public ProxyProtocolPlan? ProxyProtocol { get; init; }

    /// <summary>As whom the proxy logs in at brokers for its clients; null: as in <see cref="ClusterPlan.Login"/>, for all.</summary>
    public AccountsPlan? Accounts { get; init; }

    /// <summary>The purpose that every request on the route states; null: client ids may state one.</summary>
    public string? Purpose { get; init; }

    /// <summary>Null: the route has no policies, so nothing is denied and nothing protected.</summary>
    public RuleSet? Rules { get; init; }

    /// <summary>The keys that the rules name; null where there are no rules.</summary>
    public KeyRing? Keys { get; init; }

    /// <summary>Digest of the policies and keys as they were read: equal ones decide and protect alike.</summary>
    public string? RulesDigest { get; init; }

    /// <summary>The files behind the rules, and who has put them in force; null where none were read.</summary>
    public RoutePolicies? Policies { get; init; }

    /// <summary>Null: nothing that the policies close can be opened in an emergency.</summary>
    public BreakGlassPlan? BreakGlass { get; init; }

    /// <summary>The host name that clients are told for a broker.</summary>
    public string HostOf(int nodeId) => Advertise.Replace(NodeMark, nodeId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    public LimitsPlan Limits { get; init; } = LimitsPlan.Default;
}
