using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>A route as written. <see cref="Sasl"/> null: nobody logs in at the proxy. <see cref="Policies"/> null: none.</summary>
internal sealed record RouteSettings(Text Name, Text Cluster, ListenSettings Listen, string Advertise, SaslSettings? Sasl, Text? Policies)
{
    /// <summary>Null: nobody logs in at the brokers.</summary>
    public PassThroughSettings? PassThrough { get; init; }

    /// <summary>Null: its clients are asked for no certificate.</summary>
    public ClientTlsSettings? ClientTls { get; init; }

    /// <summary>By which the proxy logs in at brokers for all its clients; null: by the cluster's.</summary>
    public LoginSettings? Login { get; init; }

    /// <summary>Null: none of its clients has an account of its own at brokers.</summary>
    public AccountsSettings? Accounts { get; init; }

    /// <summary>What its clients read and write for; null: it is not said of all of them.</summary>
    public Text? Purpose { get; init; }

    /// <summary>Null: the policies need none.</summary>
    public ApprovalSettings? Approvals { get; init; }

    /// <summary>Null: nothing can be opened in an emergency.</summary>
    public BreakGlassSettings? BreakGlass { get; init; }
}
