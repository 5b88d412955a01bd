using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Pipeline.Witnessing;
using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// The steps of one session, in the order that <see cref="ChainPlan"/> writes down. One walk of a frame serves them all.
/// <code>
/// request:   walk ─► Authorize ─► Translate ─► Guard ─► Witness ─► broker        (Reply: ─► Witness ─► client)
/// answer:    walk ─► Authorize ─► Translate ─► Guard ─► Witness ─► client
/// </code>
/// OnRequest belongs to the RequestLoop, OnResponse to the ResponseLoop.
/// </summary>
internal sealed class Chain : IDisposable
{
    /// <summary>Records of a frame with more than this are protected off the socket's thread.</summary>
    private const int HeavyBytes = 64 << 10;

    private readonly IStep[] _steps;
    private readonly Guard? _guard;
    private readonly Walk _request = new();
    private readonly Walk _response = new();
    private readonly ChainPlan _plan;
    private Edits? _requestEdits;
    private Edits? _responseEdits;

    public Chain(ChainPlan plan, SessionState session)
    {
        _plan = plan;
        _steps = plan.MakeSteps(session);
        _guard = _steps.OfType<Guard>().FirstOrDefault();
    }

    public Interest InterestIn(short apiKey, short version) => _plan.InterestIn(apiKey, version, _steps);

    /// <summary>
    /// Looks at a request: <see cref="Verdict.Next"/> sends it on as <see cref="Exchange.RequestEdits"/> has it,
    /// <see cref="Verdict.Reply"/> answers with <see cref="Exchange.Reply"/>, <see cref="Verdict.Break"/> ends the connection.
    /// </summary>
    public async ValueTask<Verdict> OnRequestAsync(Exchange exchange, ReadOnlyMemory<byte> body, CancellationToken cancel = default)
    {
        exchange.SetRequest(body, _request, _requestEdits ??= new Edits(_request));
        if (exchange.Request.Read(exchange.Api.Request(exchange.Version), exchange.RequestBody) is { } fault)
            return exchange.Break(FaultSide.Client, FaultKind.FrameMalformed, $"{exchange.Api.Name} v{exchange.Version}: {fault}. The client's message is not what Kafka's protocol says; look at the client, or at what sits between.");
        exchange.RequestEdits.Clear();
        if (_plan.NeedsTopicNames)
            await ResolveTopics(exchange.Request, cancel);
        foreach (var step in _steps)
        {
            if (step == _guard && exchange.RequestBody.Length > HeavyBytes && _guard.IsToProtectRequest(exchange))
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var verdict = Run(step, exchange, isAnswer: false);
            if (verdict != Verdict.Next)
                CountRefusals(exchange);
            if (verdict == Verdict.Reply)
                return _steps[^1] is Witness witness ? witness.OnReply(exchange) : Verdict.Reply;
            if (verdict == Verdict.Break)
                return OnBreak(exchange);
        }

        if (exchange.Denials.Any)
            CountRefusals(exchange);
        return Verdict.Next;
    }

    /// <summary>Looks at an answer: it leaves as <see cref="Exchange.ResponseEdits"/> has it, or the connection ends.</summary>
    public async ValueTask<Verdict> OnResponseAsync(Exchange exchange, ReadOnlyMemory<byte> body, int frameBytes, CancellationToken cancel = default)
    {
        exchange.SetResponse(body, _response, _responseEdits ??= new Edits(_response), frameBytes);
        if (ReadAnswer(exchange) is { } fault)
            return exchange.Break(FaultSide.Broker, FaultKind.FrameMalformed, $"{exchange.Api.Name} v{exchange.Version}: {fault}. The broker's answer is not what Kafka's protocol says, so it can't be checked and does not pass.");
        exchange.ResponseEdits.Clear();
        if (_plan.NeedsTopicNames)
            await ResolveTopics(exchange.Response, cancel);
        foreach (var step in _steps)
        {
            if (step == _guard && exchange.ResponseBody.Length > HeavyBytes && _guard.IsToProtectAnswer(exchange))
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (Run(step, exchange, isAnswer: true) == Verdict.Break)
                return Verdict.Break;
        }

        return Verdict.Next;
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

    private Verdict Run(IStep step, Exchange exchange, bool isAnswer)
    {
        var half = isAnswer ? Interest.Response : Interest.Request;
        var trace = step == _guard && (step.InterestIn(exchange.Api.Key, exchange.Version) & half) != 0 ? exchange.Trace : null;
        var from = trace is null ? 0 : _plan.Timestamp;
        var verdict = isAnswer ? step.OnResponse(exchange) : step.OnRequest(exchange);
        trace?.Guarded(exchange, isAnswer, from);
        return verdict;
    }

    private void CountRefusals(Exchange exchange)
    {
        if (exchange.RefusedWith != KafkaError.None)
            _plan.Metrics?.Refused(exchange.Api.Key, exchange.RefusedWith);
        foreach (var error in exchange.Denials.Errors)
            _plan.Metrics?.Refused(exchange.Api.Key, error);
    }

    /// <summary>A refusal that only a closed connection can tell (Produce without acknowledgement) is evidence as any other.</summary>
    private Verdict OnBreak(Exchange exchange)
    {
        if (exchange.Fault is { Side: FaultSide.Policy } && _steps[^1] is Witness witness)
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

    private ValueTask ResolveTopics(Walk walk, CancellationToken cancel)
    {
        if (!walk.Program.Has(FieldRole.TopicId))
            return default;
        List<Guid>? unknown = null;
        foreach (var node in walk.WithRole(FieldRole.TopicId))
        {
            var id = walk.Uuid(node);
            if (id != Guid.Empty && !_plan.Topics.TryName(id, out _))
                (unknown ??= []).Add(id);
        }

        return unknown is null ? default : _plan.Topics.ResolveAsync(unknown, cancel);
    }
}
