using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>A route as written. <see cref="Users"/> null: anybody may connect. <see cref="Policies"/> null: none.</summary>
internal sealed record RouteSettings(Text Name, Text Cluster, ListenSettings Listen, string Advertise, Text? Users, Text? Policies)
{
    /// <summary>Null: the policies need none.</summary>
    public ApprovalSettings? Approvals { get; init; }
}
