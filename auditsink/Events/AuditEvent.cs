namespace Compliance.Events;

/// <summary>
/// One row of evidence: one Kafka request and, where it names topics, one topic of it; or a control event of the audit itself.
/// Names and counts only: no field of it may ever hold a payload byte, a header value or a credential.
/// Owner: whoever fills it. Not thread-safe; the proxy reuses one instance per session and encodes it before it is refilled.
/// Times are microseconds since the Unix epoch (UTC), durations nanoseconds.
/// </summary>
public sealed class AuditEvent
{
    /// <summary>Sequence of the first event of an epoch: a reader that meets a higher one first knows what is missing.</summary>
    public const long FirstSequence = 1;

    /// <summary>UUIDv7 minted before the journal sees the event; also Elasticsearch's <c>_id</c>.</summary>
    public Guid Id { get; set; }

    /// <summary>When the request was received.</summary>
    public long Timestamp { get; set; }

    /// <summary>Name of the proxy. (Proxy, Epoch, Sequence) is gapless.</summary>
    public string Proxy { get; set; } = "";
    public string ProxyVersion { get; set; } = "";

    /// <summary>One per start of a proxy, growing.</summary>
    public long Epoch { get; set; }

    /// <summary>Counts from <see cref="FirstSequence"/> in each epoch.</summary>
    public long Sequence { get; set; }

    /// <summary>ECS event.category: api, authentication, configuration, database, iam, session.</summary>
    public string Category { get; set; } = "";

    /// <summary>ECS event.type: access, admin, allowed, change, connection, creation, deletion, denied, end, error, info, start.</summary>
    public string Type { get; set; } = "";

    /// <summary>kafka.fetch, kafka.produce, authn.plain, session.start, audit.gap, …</summary>
    public string Action { get; set; } = "";

    /// <summary>success, failure or unknown.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>A fixed sentence of ours, never text from a client.</summary>
    public string? Reason { get; set; }
    public long Duration { get; set; }
    public long UpstreamDuration { get; set; }

    /// <summary>Kafka's error code as the client sees it; 0 is none.</summary>
    public short ErrorCode { get; set; }

    public string Route { get; set; } = "";
    public string Cluster { get; set; } = "";

    /// <summary>Principal, as Kafka writes it: <c>User:name</c>.</summary>
    public string Principal { get; set; } = "";
    public string? AuthMechanism { get; set; }
    public string? TlsVersion { get; set; }
    public string? TlsCipher { get; set; }
    public string? SourceIp { get; set; }
    public int SourcePort { get; set; }
    public string? ClientId { get; set; }
    public string? ClientSoftwareName { get; set; }
    public string? ClientSoftwareVersion { get; set; }

    /// <summary>One connection.</summary>
    public Guid SessionId { get; set; }

    /// <summary>One request; all its rows carry it.</summary>
    public Guid RequestId { get; set; }
    public short ApiKey { get; set; } = -1;
    public short ApiVersion { get; set; } = -1;
    public int CorrelationId { get; set; }

    public string? Topic { get; set; }
    public Guid TopicId { get; set; }

    /// <summary>At most 64; <see cref="PartitionCount"/> is the whole number.</summary>
    public IList<long> Partitions { get; } = new List<long>();
    public int PartitionCount { get; set; }

    /// <summary>
    /// The first and the last offset of each of <see cref="Partitions"/>, at the same index: which records exactly passed.
    /// -1: none. Empty where no offsets are known.
    /// </summary>
    public IList<long> OffsetsFirst { get; } = new List<long>();
    public IList<long> OffsetsLast { get; } = new List<long>();

    /// <summary>The lowest and the highest of them over all partitions; -1: none.</summary>
    public long OffsetFirst { get; set; } = -1;
    public long OffsetLast { get; set; } = -1;
    public long Records { get; set; }
    public long Bytes { get; set; }
    public string? GroupId { get; set; }
    public string? TransactionalId { get; set; }

    /// <summary>allow, deny or mask.</summary>
    public string? Decision { get; set; }

    /// <summary>Id of the access rule that decided.</summary>
    public string? Rule { get; set; }
    public string? PolicyId { get; set; }

    /// <summary>Hexadecimal SHA-256 of the policy file that decided.</summary>
    public string? PolicySha256 { get; set; }

    /// <summary>Classes of the policy found in the records, masked or in clear.</summary>
    public IList<string> DataClasses { get; } = new List<string>();

    /// <summary>Those of them that went out in clear under an exception.</summary>
    public IList<string> ClearClasses { get; } = new List<string>();

    /// <summary>Paths as the policy writes them, never values.</summary>
    public IList<string> MaskFields { get; } = new List<string>();
    public IList<string> MaskTechniques { get; } = new List<string>();
    public long MaskedValues { get; set; }
    public long ClearValues { get; set; }
    public long MaskFailures { get; set; }

    /// <summary>Id or ticket of the exception under which values stayed clear.</summary>
    public string? ExemptionId { get; set; }
    public string? Purpose { get; set; }

    /// <summary>Of events counted together: how many, and the times of the first and last; 0: a single event.</summary>
    public long AggCount { get; set; }
    public long AggStart { get; set; }
    public long AggEnd { get; set; }

    /// <summary>Of <c>audit.gap</c> and <c>audit.start</c>: the sequences meant.</summary>
    public long SeqFrom { get; set; } = -1;
    public long SeqTo { get; set; } = -1;

    /// <summary>The epoch in which <see cref="SeqFrom"/> and <see cref="SeqTo"/> count: an earlier one than the event's own.</summary>
    public long SeqEpoch { get; set; } = -1;

    /// <summary>
    /// Of <c>audit.query</c>, <c>audit.export</c> and the like: the conditions asked with, as <c>name=value</c>; of those whose value names a
    /// person, a machine or an event only the name.
    /// </summary>
    public IList<string> Filters { get; } = new List<string>();

    /// <summary>Of <c>policy.changed</c>: the hash of the file that was in force before; null: none was.</summary>
    public string? PreviousPolicySha256 { get; set; }

    /// <summary>Number of the release of policies that people have approved; 0: none is demanded.</summary>
    public long PolicyRelease { get; set; }

    /// <summary>Of <c>policy.changed</c>: who approved what <see cref="Principal"/> has signed.</summary>
    public IList<string> PolicyApprovers { get; } = new List<string>();

    /// <summary>What policies that are only observed would have made of it: allow, deny or mask; null: nothing else than was done.</summary>
    public string? ObservedDecision { get; set; }

    /// <summary>The rules of such policies that would have acted.</summary>
    public IList<string> ObservedRules { get; } = new List<string>();

    /// <summary>How many values they would have changed or removed.</summary>
    public long ObservedValues { get; set; }

    /// <summary>How often something was found that looks like sensitive data and that no class of the policies declares.</summary>
    public long UndeclaredValues { get; set; }

    /// <summary>What it looks like, by the detectors' names: pan, iban, email, phone, ip, ssn.</summary>
    public IList<string> UndeclaredKinds { get; } = new List<string>();

    /// <summary>Where it was found, as paths that a policy can have; no name in them is data.</summary>
    public IList<string> UndeclaredFields { get; } = new List<string>();

    /// <summary>Records that were copied whole to a quarantine topic before they were masked and stored.</summary>
    public long QuarantinedRecords { get; set; }

    /// <summary>The quarantine topics that have them.</summary>
    public IList<string> QuarantineTopics { get; } = new List<string>();

    /// <summary>The break-glass grants that were open to who asked, each as what it opens, a slash and its number; the reason is the event's. Null: none.</summary>
    public string? GrantId { get; set; }

    /// <summary>Back to the values of a new instance; the lists keep their room.</summary>
    public void Clear()
    {
        Id = default; Timestamp = 0; Proxy = ""; ProxyVersion = ""; Epoch = 0; Sequence = 0;
        Category = ""; Type = ""; Action = ""; Outcome = ""; Reason = null; Duration = 0; UpstreamDuration = 0; ErrorCode = 0;
        Route = ""; Cluster = ""; Principal = ""; AuthMechanism = null; TlsVersion = null; TlsCipher = null; SourceIp = null; SourcePort = 0;
        ClientId = null; ClientSoftwareName = null; ClientSoftwareVersion = null; SessionId = default; RequestId = default;
        ApiKey = -1; ApiVersion = -1; CorrelationId = 0; Topic = null; TopicId = default; Partitions.Clear(); OffsetsFirst.Clear(); OffsetsLast.Clear(); PartitionCount = 0;
        OffsetFirst = -1; OffsetLast = -1; Records = 0; Bytes = 0; GroupId = null; TransactionalId = null;
        Decision = null; Rule = null; PolicyId = null; PolicySha256 = null;
        DataClasses.Clear(); ClearClasses.Clear(); MaskFields.Clear(); MaskTechniques.Clear();
        MaskedValues = 0; ClearValues = 0; MaskFailures = 0; ExemptionId = null; Purpose = null;
        AggCount = 0; AggStart = 0; AggEnd = 0; SeqFrom = -1; SeqTo = -1; SeqEpoch = -1; Filters.Clear();
        PreviousPolicySha256 = null; PolicyRelease = 0; PolicyApprovers.Clear(); ObservedDecision = null; ObservedRules.Clear(); ObservedValues = 0;
        UndeclaredValues = 0; UndeclaredKinds.Clear(); UndeclaredFields.Clear(); QuarantinedRecords = 0; QuarantineTopics.Clear(); GrantId = null;
    }
}
