using Compliance.Events;

namespace Compliance.Gateway.Audit;

/// <summary>
/// Events of one key counted together: one event with their number, the times of the first and the last, and the sums of records, bytes and
/// durations. What only a single request has (ids, offsets, partitions, port) is left out. Owner: the aggregator; reused.
/// </summary>
internal sealed class Aggregate
{
    public AuditEvent Event { get; } = new();

    public void Begin(AuditEvent first)
    {
        var e = Event;
        e.Clear();
        (e.Timestamp, e.AggStart, e.AggEnd) = (first.Timestamp, first.Timestamp, first.Timestamp);
        (e.Category, e.Type, e.Action, e.Outcome) = (first.Category, first.Type, first.Action, first.Outcome);
        (e.Reason, e.ErrorCode, e.Route, e.Cluster) = (first.Reason, first.ErrorCode, first.Route, first.Cluster);
        (e.Principal, e.AuthMechanism, e.TlsVersion, e.TlsCipher) = (first.Principal, first.AuthMechanism, first.TlsVersion, first.TlsCipher);
        (e.SourceIp, e.ClientId) = (first.SourceIp, first.ClientId);
        (e.ClientSoftwareName, e.ClientSoftwareVersion) = (first.ClientSoftwareName, first.ClientSoftwareVersion);
        (e.ApiKey, e.ApiVersion, e.Topic, e.TopicId, e.GroupId) = (first.ApiKey, first.ApiVersion, first.Topic, first.TopicId, first.GroupId);
        (e.Decision, e.Rule, e.PolicyId, e.PolicySha256, e.Purpose) = (first.Decision, first.Rule, first.PolicyId, first.PolicySha256, first.Purpose);
        (e.PolicyRelease, e.ObservedDecision) = (first.PolicyRelease, first.ObservedDecision);
        e.GrantId = first.GrantId;
    }

    /// <summary>One more event; with <paramref name="count"/>, those of another aggregate.</summary>
    public void Add(AuditEvent more, long count)
    {
        Event.AggCount += count;
        Event.AggStart = Math.Min(Event.AggStart, more.AggCount > 0 ? more.AggStart : more.Timestamp);
        Event.AggEnd = Math.Max(Event.AggEnd, more.AggCount > 0 ? more.AggEnd : more.Timestamp);
        Event.Timestamp = Event.AggStart;
        Event.Records += more.Records;
        Event.Bytes += more.Bytes;
        Event.Duration += more.Duration;
        Event.UpstreamDuration += more.UpstreamDuration;
        Event.MaskedValues += more.MaskedValues;
        Event.ClearValues += more.ClearValues;
        Event.MaskFailures += more.MaskFailures;
        Event.ObservedValues += more.ObservedValues;
        Join(Event.ObservedRules, more.ObservedRules);
        Join(Event.DataClasses, more.DataClasses);
        Join(Event.ClearClasses, more.ClearClasses);
        Join(Event.MaskFields, more.MaskFields);
        Join(Event.MaskTechniques, more.MaskTechniques);
    }

    /// <summary>Names that policies know: few.</summary>
    private static void Join(IList<string> all, IList<string> more)
    {
        for (var i = 0; i < more.Count; i++)
        {
            if (!all.Contains(more[i]))
                all.Add(more[i]);
        }
    }
}
