using System.Collections.Immutable;

namespace Compliance.Events;

/// <summary>
/// The one table of the event's fields. Codec, archive columns, index mapping and queries are all made from it, so none can drift from
/// the others; a snapshot test shows every change. Numbers are never reused, columns never renamed or retyped: a new field gets the next
/// number and stands last.
/// </summary>
public static class EventFields
{
    /// <summary>The version of the Elastic Common Schema whose names the fields bear.</summary>
    public const string EcsVersion = "9.0.0";

    public static readonly UuidField Id = new(1, "event.id", "event_id", false, e => e.Id, (e, v) => e.Id = v);
    public static readonly NumberField Timestamp =
        Number(2, FieldType.Time, "@timestamp", "ts", null, e => e.Timestamp, (e, v) => e.Timestamp = v);
    public static readonly TextField Proxy = Word(3, "observer.name", "proxy", e => e.Proxy, (e, v) => e.Proxy = v);
    public static readonly NumberField Epoch = Long(5, "kafka.proxy.epoch", "epoch", null, e => e.Epoch, (e, v) => e.Epoch = v);
    public static readonly NumberField Sequence = Long(6, "event.sequence", "sequence", null, e => e.Sequence, (e, v) => e.Sequence = v);
    public static readonly TextField Action = Word(9, "event.action", "action", e => e.Action, (e, v) => e.Action = v);
    public static readonly TextField Outcome = Word(10, "event.outcome", "outcome", e => e.Outcome, (e, v) => e.Outcome = v);
    public static readonly TextField Principal = Name(17, "user.name", "principal", false, e => e.Principal, (e, v) => e.Principal = v);
    public static readonly TextField SourceIp =
        new(21, FieldType.Ip, "source.ip", "source_ip", true, e => e.SourceIp, (e, v) => e.SourceIp = v);
    public static readonly TextField ClientId = Name(23, "kafka.client.id", "client_id", true, e => e.ClientId, (e, v) => e.ClientId = v);
    public static readonly UuidField RequestId =
        new(27, "trace.id", "request_id", true, e => e.RequestId, (e, v) => e.RequestId = v);
    public static readonly TextField Topic = Name(31, "kafka.topic.name", "topic", true, e => e.Topic, (e, v) => e.Topic = v);
    public static readonly NumberField Records = Long(37, "kafka.records", "records", null, e => e.Records, (e, v) => e.Records = v);
    public static readonly TextField Decision = Maybe(41, "authz.decision", "decision", e => e.Decision, (e, v) => e.Decision = v);
    public static readonly TextListField DataClasses = new(45, "data.classes", "data_classes", e => e.DataClasses);
    public static readonly TextListField ClearClasses = new(46, "data.clear_classes", "clear_classes", e => e.ClearClasses);
    public static readonly NumberField MaskedValues =
        Long(49, "mask.values", "masked_values", null, e => e.MaskedValues, (e, v) => e.MaskedValues = v);
    public static readonly NumberField ClearValues =
        Long(50, "mask.clear_values", "clear_values", null, e => e.ClearValues, (e, v) => e.ClearValues = v);
    public static readonly TextField ExemptionId =
        Name(52, "mask.exemption.id", "exemption_id", true, e => e.ExemptionId, (e, v) => e.ExemptionId = v);
    public static readonly TextField Purpose = Maybe(53, "kafka.purpose", "purpose", e => e.Purpose, (e, v) => e.Purpose = v);

    public static readonly TextField GrantId = Name(74, "authz.grant.id", "grant_id", true, e => e.GrantId, (e, v) => e.GrantId = v);

    /// <summary>All of them, in the order of their numbers: the order on the wire and of the archive's columns.</summary>
    public static readonly ImmutableArray<EventField> InOrder =
    [
        Id,
        Timestamp,
        Proxy,
        Word(4, "observer.version", "proxy_version", e => e.ProxyVersion, (e, v) => e.ProxyVersion = v),
        Epoch,
        Sequence,
        Word(7, "event.category", "category", e => e.Category, (e, v) => e.Category = v),
        Word(8, "event.type", "type", e => e.Type, (e, v) => e.Type = v),
        Action,
        Outcome,
        Maybe(11, "event.reason", "reason", e => e.Reason, (e, v) => e.Reason = v),
        Long(12, "event.duration", "duration_ns", null, e => e.Duration, (e, v) => e.Duration = v),
        Long(13, "kafka.upstream.duration", "upstream_duration_ns", null, e => e.UpstreamDuration, (e, v) => e.UpstreamDuration = v),
        Short(14, "kafka.error_code", "error_code", null, e => e.ErrorCode, (e, v) => e.ErrorCode = v),
        Word(15, "kafka.route", "route", e => e.Route, (e, v) => e.Route = v),
        Word(16, "kafka.cluster.name", "cluster", e => e.Cluster, (e, v) => e.Cluster = v),
        Principal,
        Maybe(18, "kafka.auth.mechanism", "auth_mechanism", e => e.AuthMechanism, (e, v) => e.AuthMechanism = v),
        Maybe(19, "tls.version", "tls_version", e => e.TlsVersion, (e, v) => e.TlsVersion = v),
        Maybe(20, "tls.cipher", "tls_cipher", e => e.TlsCipher, (e, v) => e.TlsCipher = v),
        SourceIp,
        Int(22, "source.port", "source_port", 0, e => e.SourcePort, (e, v) => e.SourcePort = v),
        ClientId,
        Name(24, "kafka.client.software.name", "client_software", true, e => e.ClientSoftwareName, (e, v) => e.ClientSoftwareName = v),
        Name(25, "kafka.client.software.version", "client_software_version", true,
            e => e.ClientSoftwareVersion, (e, v) => e.ClientSoftwareVersion = v),
        new UuidField(26, "kafka.session.id", "session_id", true, e => e.SessionId, (e, v) => e.SessionId = v),
        RequestId,
        Short(28, "kafka.api.key", "api_key", -1, e => e.ApiKey, (e, v) => e.ApiKey = v),
        Short(29, "kafka.api.version", "api_version", -1, e => e.ApiVersion, (e, v) => e.ApiVersion = v),
        Int(30, "kafka.correlation_id", "correlation_id", null, e => e.CorrelationId, (e, v) => e.CorrelationId = v),
        Topic,
        new UuidField(32, "kafka.topic.id", "topic_id", true, e => e.TopicId, (e, v) => e.TopicId = v),
        new NumberListField(33, FieldType.Number32List, "kafka.partitions", "partitions", e => e.Partitions),
        Int(34, "kafka.partition_count", "partition_count", null, e => e.PartitionCount, (e, v) => e.PartitionCount = v),
        Long(35, "kafka.offset.first", "offset_first", -1, e => e.OffsetFirst, (e, v) => e.OffsetFirst = v),
        Long(36, "kafka.offset.last", "offset_last", -1, e => e.OffsetLast, (e, v) => e.OffsetLast = v),
        Records,
        Long(38, "kafka.bytes", "bytes", null, e => e.Bytes, (e, v) => e.Bytes = v),
        Name(39, "kafka.group.id", "group_id", true, e => e.GroupId, (e, v) => e.GroupId = v),
        Name(40, "kafka.transactional_id", "transactional_id", true, e => e.TransactionalId, (e, v) => e.TransactionalId = v),
        Decision,
        Maybe(42, "authz.rule", "rule", e => e.Rule, (e, v) => e.Rule = v),
        Maybe(43, "policy.id", "policy_id", e => e.PolicyId, (e, v) => e.PolicyId = v),
        Maybe(44, "policy.sha256", "policy_sha256", e => e.PolicySha256, (e, v) => e.PolicySha256 = v),
        DataClasses,
        ClearClasses,
        new TextListField(47, "mask.fields", "mask_fields", e => e.MaskFields),
        new TextListField(48, "mask.techniques", "mask_techniques", e => e.MaskTechniques),
        MaskedValues,
        ClearValues,
        Long(51, "mask.failures", "mask_failures", null, e => e.MaskFailures, (e, v) => e.MaskFailures = v),
        ExemptionId,
        Purpose,
        Long(54, "kafka.agg.count", "agg_count", 0, e => e.AggCount, (e, v) => e.AggCount = v),
        Number(55, FieldType.Time, "kafka.agg.start", "agg_start", 0, e => e.AggStart, (e, v) => e.AggStart = v),
        Number(56, FieldType.Time, "kafka.agg.end", "agg_end", 0, e => e.AggEnd, (e, v) => e.AggEnd = v),
        Long(57, "kafka.audit.seq_from", "seq_from", -1, e => e.SeqFrom, (e, v) => e.SeqFrom = v),
        Long(58, "kafka.audit.seq_to", "seq_to", -1, e => e.SeqTo, (e, v) => e.SeqTo = v),
        Long(59, "kafka.audit.seq_epoch", "seq_epoch", -1, e => e.SeqEpoch, (e, v) => e.SeqEpoch = v),
        new NumberListField(60, FieldType.Number64List, "kafka.offsets.first", "offsets_first", e => e.OffsetsFirst),
        new NumberListField(61, FieldType.Number64List, "kafka.offsets.last", "offsets_last", e => e.OffsetsLast),
        new TextListField(62, "kafka.audit.filters", "audit_filters", e => e.Filters),
        Maybe(63, "policy.previous_sha256", "previous_policy_sha256", e => e.PreviousPolicySha256, (e, v) => e.PreviousPolicySha256 = v),
        Long(64, "policy.release", "policy_release", 0, e => e.PolicyRelease, (e, v) => e.PolicyRelease = v),
        new TextListField(65, "policy.approvers", "policy_approvers", e => e.PolicyApprovers),
        Maybe(66, "policy.observed.decision", "observed_decision", e => e.ObservedDecision, (e, v) => e.ObservedDecision = v),
        new TextListField(67, "policy.observed.rules", "observed_rules", e => e.ObservedRules),
        Long(68, "policy.observed.values", "observed_values", 0, e => e.ObservedValues, (e, v) => e.ObservedValues = v),
        Long(69, "data.undeclared.values", "undeclared_values", 0, e => e.UndeclaredValues, (e, v) => e.UndeclaredValues = v),
        new TextListField(70, "data.undeclared.kinds", "undeclared_kinds", e => e.UndeclaredKinds),
        new TextListField(71, "data.undeclared.fields", "undeclared_fields", e => e.UndeclaredFields),
        Long(72, "data.quarantine.records", "quarantined_records", 0, e => e.QuarantinedRecords, (e, v) => e.QuarantinedRecords = v),
        new TextListField(73, "data.quarantine.topics", "quarantine_topics", e => e.QuarantineTopics),
        GrantId,
    ];

    /// <summary>The field of that number, or null.</summary>
    public static EventField? Find(int id) => id > 0 && id <= InOrder.Length ? InOrder[id - 1] : null;

    private static TextField Word(int id, string path, string column, Func<AuditEvent, string?> get, Action<AuditEvent, string> set) =>
        new(id, FieldType.Keyword, path, column, false, get, set);

    private static TextField Maybe(int id, string path, string column, Func<AuditEvent, string?> get, Action<AuditEvent, string> set) =>
        new(id, FieldType.Keyword, path, column, true, get, set);

    private static TextField Name(
        int id, string path, string column, bool nullable, Func<AuditEvent, string?> get, Action<AuditEvent, string> set) =>
        new(id, FieldType.Text, path, column, nullable, get, set);

    private static NumberField Short(
        int id, string path, string column, long? none, Func<AuditEvent, long> get, Action<AuditEvent, short> set) =>
        Number(id, FieldType.Number16, path, column, none, get, (e, v) => set(e, (short)v));

    private static NumberField Int(
        int id, string path, string column, long? none, Func<AuditEvent, long> get, Action<AuditEvent, int> set) =>
        Number(id, FieldType.Number32, path, column, none, get, (e, v) => set(e, (int)v));

    private static NumberField Long(
        int id, string path, string column, long? none, Func<AuditEvent, long> get, Action<AuditEvent, long> set) =>
        Number(id, FieldType.Number64, path, column, none, get, set);

    private static NumberField Number(
        int id, FieldType type, string path, string column, long? none, Func<AuditEvent, long> get, Action<AuditEvent, long> set) =>
        new(id, type, path, column, none, get, set);
}
