using Compliance.Gateway.Pipeline.Witnessing;
using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// The steps of one session, in the order that <see cref="ChainPlan"/> writes down. One walk of a frame serves them all.
/// <code>
/// request:   walk ─► HoldBack ─► Authorize ─► Translate ─► Guard ─► Throttle ─► Witness ─► broker        (Reply: ─► Witness ─► client)
/// answer:    walk ─► HoldBack ─► Authorize ─► Translate ─► Guard ─► Throttle ─► Witness ─► client
/// </code>
/// OnRequest belongs to the RequestLoop, OnResponse to the ResponseLoop. A plan that has been swapped is taken up between two requests.
/// </summary>
internal sealed class Chain(LiveChain plans, SessionState session) : IDisposable
{
    /// <summary>Records of a frame with more than this are protected off the socket's thread.</summary>
    private const int HeavyBytes = 64 << 10;

    private readonly CallerSteps _steps = new(plans, session);
    private readonly Walk _request = new();
    private readonly Walk _response = new();
    private Edits? _requestEdits;
    private Edits? _responseEdits;

    /// <summary>RequestLoop: what the plan of now wants to see; the exchange that begins next is bound to that plan.</summary>
    public Interest InterestIn(short apiKey, short version) => _steps.InterestIn(apiKey, version);

    /// <summary>RequestLoop: the exchange, and its answer, belong to the plan that was last asked for its interest, and to who its client id says asks.</summary>
    public void Bind(Exchange exchange) => exchange.Steps = _steps.For(exchange.ClientId);

    /// <summary>RequestLoop, with nothing in flight: the session's login has proved something else.</summary>
    public void CallerChanged() => _steps.CallerChanged();

    /// <summary>
    /// Looks at a request: <see cref="Verdict.Next"/> sends it on as <see cref="Exchange.RequestEdits"/> has it,
    /// <see cref="Verdict.Reply"/> answers with <see cref="Exchange.Reply"/>, <see cref="Verdict.Break"/> ends the connection.
    /// </summary>
    public async ValueTask<Verdict> OnRequestAsync(Exchange exchange, ReadOnlyMemory<byte> body, CancellationToken cancel = default)
    {
        var steps = exchange.Steps!;
        exchange.SetRequest(body, _request, _requestEdits ??= new Edits(_request));
        if (exchange.Request.ReadLeading(exchange.Api.Request(exchange.Version), exchange.RequestBody) is { } fault)
            return exchange.Break(FaultSide.Client, FaultKind.FrameMalformed, $"{exchange.Api.Name} v{exchange.Version}: {fault}. The client's message is not what Kafka's protocol says; look at the client, or at what sits between.");
        exchange.RequestEdits.Clear();
        if (steps.Plan.NeedsTopicNames)
            await ResolveTopics(steps.Plan, exchange.Request, cancel);
        foreach (var step in steps.All)
        {
            if (step == steps.Guard && exchange.RequestBody.Length > HeavyBytes && steps.Guard.IsToProtectRequest(exchange))
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var verdict = Run(step, exchange, isAnswer: false);
            while (verdict == Verdict.Wait)
            {
                await steps.Guard!.WaitAsync(isAnswer: false, cancel).ConfigureAwait(false);
                verdict = Run(step, exchange, isAnswer: false);
            }

            if (verdict != Verdict.Next)
                CountRefusals(exchange);
            if (verdict == Verdict.Reply)
                return steps.Last is Witness witness ? witness.OnReply(exchange) : Verdict.Reply;
            if (verdict == Verdict.Break)
                return OnBreak(exchange, isAnswer: false);
        }

        if (exchange.Denials.Any)
            CountRefusals(exchange);

        // No answer could wait for it: the request itself does.
        return exchange.OneWay && exchange.DurableAt > 0 && !await IsDurableAsync(exchange.DurableAt)
            ? exchange.Break(FrameFault.EvidenceUnwritable())
            : Verdict.Next;
    }

    /// <summary>Looks at an answer: it leaves as <see cref="Exchange.ResponseEdits"/> has it, or the connection ends.</summary>
    public async ValueTask<Verdict> OnResponseAsync(Exchange exchange, ReadOnlyMemory<byte> body, int frameBytes, CancellationToken cancel = default)
    {
        var steps = exchange.Steps!;
        exchange.SetResponse(body, _response, _responseEdits ??= new Edits(_response), frameBytes);
        if (ReadAnswer(exchange) is { } fault)
            return exchange.Break(FaultSide.Broker, FaultKind.FrameMalformed, $"{exchange.Api.Name} v{exchange.Version}: {fault}. The broker's answer is not what Kafka's protocol says, so it can't be checked and does not pass.");
        exchange.ResponseEdits.Clear();
        if (steps.Plan.NeedsTopicNames)
            await ResolveTopics(steps.Plan, exchange.Response, cancel);
        foreach (var step in steps.All)
        {
            if (step == steps.Guard && exchange.ResponseBody.Length > HeavyBytes && steps.Guard.IsToProtectAnswer(exchange))
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var verdict = Run(step, exchange, isAnswer: true);
            while (verdict == Verdict.Wait)
            {
                await steps.Guard!.WaitAsync(isAnswer: true, cancel).ConfigureAwait(false);
                verdict = Run(step, exchange, isAnswer: true);
            }

            if (verdict == Verdict.Break)
                return OnBreak(exchange, isAnswer: true);
        }

        return Verdict.Next;
    }

    /// <summary>Either loop, before an answer leaves that says so: whether its evidence survives a power cut; false: that will never be known.</summary>
    public ValueTask<bool> IsDurableAsync(long sequence) => plans.Current.IsDurableAsync(sequence);

    /// <summary>RequestLoop: the edited request has been written down, and may now wait for its broker for long.</summary>
    public static void RequestWritten(Exchange exchange)
    {
        foreach (var step in exchange.Steps!.All)
            step.ReleaseRequest();
    }

    /// <summary>ResponseLoop: the edited answer has been written down, and may now wait for its client for long.</summary>
    public static void ResponseWritten(Exchange exchange)
    {
        foreach (var step in exchange.Steps!.All)
            step.ReleaseResponse();
    }

    /// <summary>The RequestLoop goes idle: what it holds of buffers goes back to the pool.</summary>
    public void ReleaseRequest()
    {
        _request.Release();
        _requestEdits?.Release();
    }

    /// <summary>As <see cref="ReleaseRequest"/>, for the ResponseLoop.</summary>
    public void ReleaseResponse()
    {
        _response.Release();
        _responseEdits?.Release();
    }

    public void Dispose()
    {
        ReleaseRequest();
        ReleaseResponse();
    }

    private static Verdict Run(IStep step, Exchange exchange, bool isAnswer)
    {
        var half = isAnswer ? Interest.Response : Interest.Request;
        var trace = step == exchange.Steps!.Guard && (step.InterestIn(exchange.Api.Key, exchange.Version) & half) != 0 ? exchange.Trace : null;
        var from = trace is null ? 0 : exchange.Steps!.Plan.Timestamp;
        var verdict = isAnswer ? step.OnResponse(exchange) : step.OnRequest(exchange);
        trace?.Guarded(exchange, isAnswer, from);
        return verdict;
    }

    private static void CountRefusals(Exchange exchange)
    {
        var metrics = exchange.Steps!.Plan.Metrics;
        if (exchange.RefusedWith != KafkaError.None)
            metrics?.Refused(exchange.Api.Key, exchange.RefusedWith);
        foreach (var error in exchange.Denials.Errors)
            metrics?.Refused(exchange.Api.Key, error);
    }

    /// <summary>A refusal that only a closed connection can tell (Produce without acknowledgement) is evidence as any other; nothing else of it passes.</summary>
    private static Verdict OnBreak(Exchange exchange, bool isAnswer)
    {
        if (exchange.Fault is not { Side: FaultSide.Policy } || exchange.Steps!.Last is not Witness witness)
            return Verdict.Break;
        for (var i = 0; i < exchange.Topics.Count; i++)
            exchange.Topics[i].IsWithheld = true;
        if (isAnswer)
            witness.OnResponse(exchange);
        else
            witness.OnReply(exchange);
        return Verdict.Break;
    }

    /// <summary>A broker that does not know the version of an ApiVersions request answers it in version 0.</summary>
    private static WireFault? ReadAnswer(Exchange exchange)
    {
        const short ApiVersions = 18;
        var fault = exchange.Response.Read(exchange.Api.Response(exchange.Version), exchange.ResponseBody);
        return fault is not null && exchange.Api.Key == ApiVersions && exchange.Version > 0
            ? exchange.Response.Read(exchange.Api.Response(0), exchange.ResponseBody)
            : fault;
    }

    private static ValueTask ResolveTopics(ChainPlan plan, Walk walk, CancellationToken cancel)
    {
        if (!walk.Program.Has(FieldRole.TopicId))
            return default;
        List<Guid>? unknown = null;
        foreach (var node in walk.WithRole(FieldRole.TopicId))
        {
            var id = walk.Uuid(node);
            if (id != Guid.Empty && !plan.Topics.TryName(id, out _))
                (unknown ??= []).Add(id);
        }

        return unknown is null ? default : plan.Topics.ResolveAsync(unknown, cancel);
    }
}
