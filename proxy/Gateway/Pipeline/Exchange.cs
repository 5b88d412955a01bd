using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Pipeline.Authorization;
using Compliance.Gateway.Pipeline.Observing;
using Compliance.Gateway.Session;
using Compliance.Gateway.Telemetry.Tracing;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// One request and, later, its answer. Pooled by its session; between the two halves it waits in the ring of requests in flight, so it
/// is never with both loops at once. The session fills it, the steps read it and leave edits, a reply or a fault in it.
/// Bodies, walks and edits live for the call that they are set for; what a step needs of the request when the answer comes, it keeps
/// in <see cref="Topics"/>, <see cref="Denials"/> or a field of its own here.
/// </summary>
internal sealed class Exchange
{
    /// <summary>In whatever answer has it.</summary>
    public const string ThrottleField = "ThrottleTimeMs";

    private int _told;

    public required SessionState Session { get; init; }

    /// <summary>The steps that the request began with; null while no request is in it.</summary>
    public ChainSteps? Steps { get; set; }

    public ApiRow Api { get; private set; } = null!;
    public short Version { get; private set; }
    public int CorrelationId { get; private set; }
    public string? ClientId { get; private set; }

    /// <summary>UUIDv7 of the request; every row of evidence about it carries it.</summary>
    public Guid Id { get; private set; }

    /// <summary>Microseconds since the Unix epoch at which the request was read.</summary>
    public long ReceivedAt { get; private set; }

    /// <summary>TimeProvider timestamps: request read, request sent upstream (0: never), answer read.</summary>
    public long ReceivedTicks { get; private set; }
    public long ForwardedTicks { get; set; }
    public long AnsweredTicks { get; set; }

    /// <summary>Null: the request is not traced.</summary>
    public RequestTrace? Trace { get; set; }

    /// <summary>Bytes of the frames as received, without their length.</summary>
    public int RequestBytes { get; private set; }
    public int ResponseBytes { get; private set; }

    /// <summary>The request behind its header. Valid, with its walk and edits, during OnRequest.</summary>
    public ReadOnlyMemory<byte> RequestBody { get; private set; }
    public Walk Request { get; private set; } = null!;
    public Edits RequestEdits { get; private set; } = null!;

    /// <summary>The answer behind its header. Valid, with its walk and edits, during OnResponse.</summary>
    public ReadOnlyMemory<byte> ResponseBody { get; private set; }
    public Walk Response { get; private set; } = null!;
    public Edits ResponseEdits { get; private set; } = null!;

    /// <summary>The body that the proxy answers with, of a request that a step stopped.</summary>
    public ReplyBuffer Reply { get; } = new();

    /// <summary>Set by the step that broke.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>The client waits for no answer (Produce with acks=0).</summary>
    public bool OneWay { get; set; }

    /// <summary>Error code that the proxy itself answered the whole request with; 0: none.</summary>
    public KafkaError RefusedWith { get; set; }

    /// <summary>The first error of the answer that belongs to no topic; 0: none.</summary>
    public KafkaError AnsweredError { get; set; }

    /// <summary>The topics that the request (or the answer) is about, in order.</summary>
    public TopicList Topics { get; } = new();

    /// <summary>What the proxy took out of the request and answers for in the broker's stead.</summary>
    public DenialList Denials { get; } = new();

    /// <summary>The fetch session that the request belongs to; null: none, or no rules on the route.</summary>
    public FetchSession? FetchSession { get; set; }

    /// <summary>The request asked to create topics that its sender may not create.</summary>
    public bool IsCreationWithheld { get; set; }

    /// <summary>What a Metadata named whose client may not create it, where it had to be made a question after all topics; null: none such.</summary>
    public HashSet<string>? AskedTopics { get; set; }

    /// <summary>The request was answered with an error that says "again, later", because the journal has too little room.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>The answer may leave once the event of this sequence is durable; 0: at once.</summary>
    public long DurableAt { get; set; }

    /// <summary>How long the client is to wait for the sake of a quota.</summary>
    public TimeSpan Throttled { get; set; }

    /// <summary>Names that evidence wants and only the request has.</summary>
    public string? GroupId { get; set; }
    public string? TransactionalId { get; set; }

    /// <summary>The break-glass grants that were open to its sender; null: none.</summary>
    public OpenedNow? Opened { get; set; }

    /// <summary>The access rule and policy that decided for the request as a whole; of topics: <see cref="TopicAccess"/>.</summary>
    public Decision Decision { get; set; }

    /// <summary>What policies that are only observed would have made of the request as a whole; null: nothing else.</summary>
    public Observation? Observed { get; private set; }

    /// <summary>The same, to be added to.</summary>
    public Observation Observing() => Observed ??= new Observation();

    public void Begin(Guid id, ApiRow api, short version, int correlationId, string? clientId, long receivedAt, long receivedTicks, int frameBytes)
    {
        Api = api;
        Version = version;
        CorrelationId = correlationId;
        ClientId = clientId;
        Id = id;
        ReceivedAt = receivedAt;
        ReceivedTicks = receivedTicks;
        ForwardedTicks = 0;
        AnsweredTicks = 0;
        RequestBytes = frameBytes;
        ResponseBytes = 0;
        OneWay = false;
        RefusedWith = KafkaError.None;
        AnsweredError = KafkaError.None;
        Fault = null;
        Trace = null;
        FetchSession = null;
        Opened = null;
        IsCreationWithheld = false;
        AskedTopics = null;
        IsHeldBack = false;
        DurableAt = 0;
        Throttled = default;
        _told = 0;
        GroupId = null;
        TransactionalId = null;
        Decision = default;
        Observed = null;
        Topics.Clear();
        Denials.Clear();
        Reply.Reset();
    }

    public void SetRequest(ReadOnlyMemory<byte> body, Walk walk, Edits edits)
    {
        RequestBody = body;
        Request = walk;
        RequestEdits = edits;
    }

    public void SetResponse(ReadOnlyMemory<byte> body, Walk walk, Edits edits, int frameBytes)
    {
        ResponseBody = body;
        Response = walk;
        ResponseEdits = edits;
        ResponseBytes = frameBytes;
    }

    /// <summary>Says in the answer how long its client is to wait; false: it has no field for that, or says as much already.</summary>
    public bool TellToWait(TimeSpan wait)
    {
        var field = Response.Child(Walk.Root, Response.Program.FieldId(ThrottleField));
        var told = (int)Math.Ceiling(wait.TotalMilliseconds);
        if (field < 0 || told <= Math.Max(_told, Response.Int32(field)))
            return false;
        ResponseEdits.SetInt32(field, _told = told);
        return true;
    }

    /// <summary>The first thing that a list named and its sender has no right to is what evidence names, with what decided so.</summary>
    public void NoteDenied(Decision decision, string? group, string? transactionalId)
    {
        if (GroupId is not null || TransactionalId is not null)
            return;
        (Decision, GroupId, TransactionalId) = (decision, group, transactionalId);
    }

    public Verdict Break(Fault fault)
    {
        Fault = fault;
        return Verdict.Break;
    }

    /// <summary>Ends the connection with a reason: <c>return exchange.Break(…)</c>.</summary>
    public Verdict Break(FaultSide side, FaultKind kind, string text) => Break(new Fault(side, kind, text));
}
