using Compliance.Events;
using Compliance.Gateway.Pipeline.Observing;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>
/// Fills the audit event of an exchange, in one instance that is used again and again. Owner: one direction of a session.
/// Names, numbers and codes only: nothing that a record, header or credential holds is within reach here.
/// </summary>
internal sealed class EventDraft(SessionState session, TimeProvider time)
{
    /// <summary>The decision of a refusal.</summary>
    public const string Deny = "deny";
    private const int MaxPartitions = NumberListField.MaxItems;

    private AuditEvent _event = new();

    public AuditEvent OfRequest(Exchange exchange, ApiKind kind)
    {
        // Of a list of which a part was denied, the evidence tells of that part.
        var denied = exchange.IsHeldBack ? KafkaError.None : exchange.Denials.LackOfRights;
        var error = exchange.RefusedWith != KafkaError.None ? exchange.RefusedWith : denied != KafkaError.None ? denied : exchange.AnsweredError;
        var isDenied = IsDenied(exchange) || denied != KafkaError.None;
        Common(exchange, kind, error, isDenied);
        Decided(exchange.Decision, isDenied ? Deny : null);
        Governed(exchange);
        Observed(exchange.Observed);
        _event.Bytes = exchange.ResponseBytes;
        return _event;
    }

    public AuditEvent OfTopic(Exchange exchange, ApiKind kind, TopicAccess topic)
    {
        var isDenied = IsDenied(exchange) || topic.Decision is { Allowed: false, Policy: not null } || topic.Error == KafkaError.TopicAuthorizationFailed;
        Common(exchange, kind, exchange.RefusedWith != KafkaError.None ? exchange.RefusedWith : topic.Error, isDenied);
        var e = _event;
        (e.Topic, e.TopicId, e.Records, e.Bytes) = (topic.Name, topic.Id, Math.Max(0, topic.Records - topic.Counts.Withheld), topic.Bytes);
        e.PartitionCount = topic.Partitions.Count;
        foreach (var partition in topic.Partitions)
        {
            if (e.Partitions.Count < MaxPartitions)
            {
                e.Partitions.Add(partition.Index);
                e.OffsetsFirst.Add(partition.FirstOffset);
                e.OffsetsLast.Add(partition.LastOffset);
            }

            if (partition.FirstOffset >= 0)
                e.OffsetFirst = e.OffsetFirst < 0 ? partition.FirstOffset : Math.Min(e.OffsetFirst, partition.FirstOffset);
            e.OffsetLast = Math.Max(e.OffsetLast, partition.LastOffset);
        }

        // Where some partitions failed and others did not, records have passed, and who asks for such finds them; the error stands beside.
        if (e.OffsetFirst >= 0 && !isDenied && e.Outcome == "failure")
            e.Outcome = "success";

        var counts = topic.Counts;
        (e.MaskedValues, e.ClearValues, e.MaskFailures, e.ExemptionId) = (counts.Masked, counts.Clear, counts.Failures, counts.ExemptionTickets);
        counts.AddNames(e.DataClasses, e.ClearClasses, e.MaskFields, e.MaskTechniques);
        e.UndeclaredValues = counts.AddUndeclared(e.UndeclaredKinds, e.UndeclaredFields);
        e.QuarantinedRecords = topic.Quarantined;
        for (var i = 0; i < (topic.QuarantineTopics?.Count ?? 0); i++)
            e.QuarantineTopics.Add(topic.QuarantineTopics![i]);
        var allowed = counts.Masked > 0 ? "mask" : topic.Decision.Allowed ? "allow" : null;
        Decided(exchange.RefusedWith != KafkaError.None ? exchange.Decision : topic.Decision, isDenied ? Deny : allowed);
        if (topic.Plan?.Policy is { } policy && e.PolicyId is null)
            (e.PolicyId, e.PolicySha256) = (policy.Id, policy.Sha256);
        Governed(exchange);
        Observed(exchange.Observed);
        Observed(topic.Observed);
        return e;
    }

    /// <summary>A request that is only to come again later was not denied.</summary>
    private static bool IsDenied(Exchange exchange) => exchange.RefusedWith != KafkaError.None && !exchange.IsHeldBack;

    /// <summary>The event has gone to somebody who keeps it; another takes its place.</summary>
    public void Replace(AuditEvent idle) => _event = idle;

    private void Common(Exchange exchange, ApiKind kind, KafkaError error, bool isDenied)
    {
        var e = _event;
        e.Clear();
        (e.Timestamp, e.RequestId, e.SessionId) = (exchange.ReceivedAt, exchange.Id, session.Id);
        (e.Category, e.Action, e.Type) = (kind.Category, kind.Action, isDenied ? "denied" : kind.Type);
        e.Outcome = error != KafkaError.None ? "failure" : exchange.OneWay ? "unknown" : "success";
        e.ErrorCode = (short)error;
        e.Duration = Nanoseconds(exchange.ReceivedTicks, time.GetTimestamp());
        e.UpstreamDuration = exchange.ForwardedTicks == 0 || exchange.AnsweredTicks == 0 ? 0 : Nanoseconds(exchange.ForwardedTicks, exchange.AnsweredTicks);
        (e.Route, e.Cluster) = (session.Route.Name, session.Route.Cluster.Name);
        (e.Principal, e.AuthMechanism, e.SourceIp, e.SourcePort) = (session.Principal, session.ProvedBy, session.SourceIp, session.SourcePort);
        (e.TlsVersion, e.TlsCipher) = (session.TlsVersion, session.TlsCipher);
        (e.ClientId, e.ClientSoftwareName, e.ClientSoftwareVersion) = (exchange.ClientId, session.ClientSoftwareName, session.ClientSoftwareVersion);
        (e.ApiKey, e.ApiVersion, e.CorrelationId) = (exchange.Api.Key, exchange.Version, exchange.CorrelationId);
        (e.GroupId, e.TransactionalId, e.Purpose) = (exchange.GroupId, exchange.TransactionalId, exchange.Steps?.Purpose);
        (e.GrantId, e.Reason) = (exchange.Opened?.Ids, exchange.Opened?.Reason);
    }

    private void Decided(Decision decision, string? text)
    {
        _event.Decision = text;
        _event.Rule = decision.RuleId;
        (_event.PolicyId, _event.PolicySha256) = (decision.Policy?.Id, decision.Policy?.Sha256);
    }

    /// <summary>Where no policy decided by itself, all of them together did: the evidence always says under which version.</summary>
    private void Governed(Exchange exchange)
    {
        if (exchange.Steps?.Plan is not { } plan)
            return;
        _event.PolicyRelease = plan.Release;
        if (_event.PolicyId is null && plan.Policies is { } all)
            (_event.PolicyId, _event.PolicySha256) = (all.Id, all.Sha256);
    }

    /// <summary>What was not done, and would have been: marked as such, and apart from what was.</summary>
    private void Observed(Observation? seen)
    {
        if (seen is null)
            return;
        var e = _event;
        e.ObservedDecision = seen.Word ?? e.ObservedDecision;
        e.ObservedValues += seen.Values;
        for (var i = 0; i < seen.Rules.Count; i++)
        {
            if (!e.ObservedRules.Contains(seen.Rules[i]))
                e.ObservedRules.Add(seen.Rules[i]);
        }
    }

    private long Nanoseconds(long from, long to) => (long)time.GetElapsedTime(from, to).TotalNanoseconds;
}
