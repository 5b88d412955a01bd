using Compliance.Events;

namespace Compliance.Gateway.Audit;

/// <summary>What events must agree in to be counted together: whatever else they say is the same for all, or is a sum.</summary>
internal readonly record struct AggregateKey(
    string Route, string Principal, string? SourceIp, string? ClientId, short ApiKey, string Action, string Outcome, short ErrorCode, string? Topic, string? GroupId, string? Decision,
    string? PolicySha256, string? ObservedDecision, string? GrantId)
{
    public static AggregateKey Of(AuditEvent e) =>
        new(e.Route, e.Principal, e.SourceIp, e.ClientId, e.ApiKey, e.Action, e.Outcome, e.ErrorCode, e.Topic, e.GroupId, e.Decision, e.PolicySha256, e.ObservedDecision, e.GrantId);
}
