using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>
/// Client to broker. Owner: its session; one task. Owns the buffer of what the client sent.
/// Each turn scans the frames that have come. Those that leave as they came gather, uncopied, as a run at the front of the buffer,
/// and the run leaves in one send before the loop waits for anything. A frame that the pipeline looks into is given to it where it
/// lies. A large frame that nobody looks into passes in pieces and is never held whole.
/// A forwarded request is in the ring before its first byte leaves, so its answer always finds it there.
/// </summary>
internal sealed class RequestLoop(ClientSession session, SocketLink client, FrameReader reader, InFlight inFlight, Chain chain)
{
    /// <summary>Header, client id and transactional id fit in well: what has not told them by here never will.</summary>
    private const int LongestStart = 128 << 10;
    private readonly FrameScanner _scanner = new(session.Limits.MaxFrameBytes);
    private readonly ReplyBuffer _out = new(session.Budget);

    /// <summary>Bytes at the front of the buffer that go upstream as they are.</summary>
    private int _run;

    /// <summary>Bytes still to come of a frame that passes in pieces.</summary>
    private int _passing;

    /// <summary>Of the frame behind the run, its length included: how much of it the buffer has to hold.</summary>
    private int _total;

    /// <summary>Where the body of that frame begins, behind length and header.</summary>
    private int _bodyAt;

    /// <summary>When the frames in hand were read, or could be sent on at last.</summary>
    private long _readAt;
    private InFlightEntry _entry;
    private Interest _interest;
    private Fault? _fault;

    private enum Turn
    {
        Read,
        Wait,
        Ask,
        Answer,
        LogIn,
        Renew,
        Expire,
        Fail,
    }

    /// <summary>No further request is taken. One that is on its way to the broker in pieces is brought to its end first.</summary>
    private bool IsAtEnd => session.IsDraining && _passing == 0;

    private CancellationToken Draining => _passing == 0 ? session.Draining : default;

    /// <summary>Whom the loop waits for: who is to blame for what a socket throws.</summary>
    public FaultSide Facing { get; private set; } = FaultSide.Client;

    /// <summary>Runs until the client has closed its half and all is answered, or until something breaks.</summary>
    public async Task<Fault> RunAsync()
    {
        while (true)
        {
            switch (Scan())
            {
                case Turn.Read:
                    await FlushAsync().ConfigureAwait(false);
                    if (IsAtEnd)
                        return await FinishAsync().ConfigureAwait(false);
                    try
                    {
                        if (reader.Idle())
                        {
                            Release();
                            await client.ReadableAsync(Draining).ConfigureAwait(false);
                        }

                        if (session.Rest > TimeSpan.Zero)
                            await session.RestAsync().ConfigureAwait(false);
                        if (!reader.TryMakeRoom(_total) && !await reader.WaitForRoomAsync(_total).ConfigureAwait(false))
                            return FrameFault.BuffersExhausted(session.Limits);
                        session.Arriving(BufferBudget.CostOf(_total) > 0);
                        var count = reader.Received(await client.ReceiveAsync(reader.Room, Draining).ConfigureAwait(false));
                        if (count == 0)
                            return await FinishAsync().ConfigureAwait(false);
                        _readAt = session.Timestamp;
                        session.Touch();
                        session.Metrics.FromClient(count);
                    }
                    catch (OperationCanceledException) when (IsAtEnd)
                    {
                        // The proxy stops, or the route goes: the next turn finishes.
                    }

                    break;
                case Turn.Wait:
                    session.Metrics.FullRing.Add();
                    await FlushAsync().ConfigureAwait(false);
                    if (!await inFlight.WaitForRoomAsync().ConfigureAwait(false))
                        return session.Fault!;
                    _readAt = session.Timestamp;
                    break;
                case Turn.Ask:
                    if (await AskAsync().ConfigureAwait(false) is { } fault)
                        return fault;
                    break;
                case Turn.Answer:
                    await AnswerAsync().ConfigureAwait(false);
                    break;
                case Turn.LogIn:
                    if (await LogInAsync().ConfigureAwait(false) is { } refused)
                        return refused;
                    break;
                case Turn.Renew:
                    if (await RenewAsync().ConfigureAwait(false) is { } ended)
                        return ended;
                    break;
                case Turn.Expire:
                    return await ExpireAsync().ConfigureAwait(false);
                default:
                    return _fault!;
            }
        }
    }

    public void Release()
    {
        _out.Release();
        chain.ReleaseRequest();
    }

    private Turn Scan()
    {
        while (true)
        {
            var data = reader.Span[_run..];
            if (_passing > 0)
            {
                var piece = Math.Min(_passing, data.Length);
                _run += piece;
                _passing -= piece;
                _total = 0;
                if (_passing > 0)
                    return Turn.Read;
                continue;
            }

            var status = _scanner.Next(data, out _total, out var fault);
            if (status == FrameStatus.Refused)
                return Fail(FrameFault.Of(FaultSide.Client, fault));
            if (status == FrameStatus.Partial && _total <= FrameReader.Largest)
                return Turn.Read;
            if (session.Renewal is { IsDue: true })
                return Turn.Renew;
            if (inFlight.IsFull)
                return Turn.Wait;
            if (Sort(data[..Math.Min(data.Length, _total)]) is { } turn)
                return turn;
        }
    }

    /// <summary>What to do with the frame behind the run, whole or only its first part; null: it has joined the run.</summary>
    private Turn? Sort(ReadOnlySpan<byte> data)
    {
        var frame = data[FrameScanner.Prefix..];
        if (RequestHeaderView.Read(frame, out var header) is { } fault)
            return Incomplete(data.Length, fault);
        if (header.Api is not { OnBroker: true } api)
            return Fail(FrameFault.UnknownApi(header.ApiKey));
        if (!header.Known && api.Key != ClientSoftware.ApiKey)
            return Fail(FrameFault.UnsupportedVersion(api, header.ApiVersion));
        var interest = header.Known ? chain.InterestIn(api.Key, header.ApiVersion) : Interest.None;
        var isOurs = api.Key is ClientSoftware.ApiKey or LocalAnswer.SaslHandshakeKey or LocalAnswer.SaslAuthenticateKey;
        if (data.Length < _total && (isOurs || (interest & Interest.Request) != 0))
            return Turn.Read;
        if (_readAt > session.State.EndsAt || api.Key == LocalAnswer.SaslHandshakeKey)
        {
            // As a broker: who comes to prove itself again is not too late for that.
            if (api.Key == LocalAnswer.SaslHandshakeKey && session.MayLogInAgain(_readAt))
                return Turn.LogIn;
            if (_readAt > session.State.EndsAt)
                return Turn.Expire;
        }

        short acks = 1;
        if (api.Key == ProduceAcks.ApiKey && !ProduceAcks.TryRead(header.ApiVersion, frame[header.BodyOffset..], out acks))
            return Incomplete(data.Length, new WireFault(Kafka.Wire.FaultKind.Truncated, header.BodyOffset));

        // Nothing below comes back to this frame a second time.
        session.Arriving(large: false);
        session.Metrics.Of(api).Received();
        _bodyAt = FrameScanner.Prefix + header.BodyOffset;
        _entry = new InFlightEntry { Api = api, Version = header.ApiVersion, CorrelationId = header.CorrelationId, ReceivedTicks = _readAt };
        if (session.Tracer is { } tracer && tracer.Samples())
            _entry.Trace = tracer.Begin(session.State, api, header.ApiVersion, _readAt);
        if (api.Key == ClientSoftware.ApiKey)
            ClientSoftware.Read(session.State, header.ApiVersion, frame[header.BodyOffset..]);
        _entry.Authored = LocalAnswer.To(api.Key, header.ApiVersion, session.LastApiVersions);
        if (_entry.Authored is { } authored)
        {
            session.Metrics.Refused(api.Key, (KafkaError)BinaryPrimitives.ReadInt16BigEndian(authored));
            return Turn.Answer;
        }

        if (interest != Interest.None)
        {
            _entry.Exchange = session.Begin(header, acks == 0, _total - FrameScanner.Prefix, _readAt);
            _entry.Exchange.Trace = _entry.Trace;
            chain.Bind(_entry.Exchange);
        }

        _interest = interest;
        if ((interest & Interest.Request) != 0)
            return Turn.Ask;
        Join(data.Length, acks == 0);
        return null;
    }

    /// <summary>The start of a large frame does not tell enough yet; a whole one, or so much of it, never will.</summary>
    private Turn Incomplete(int length, WireFault fault)
    {
        if (length == _total || length >= LongestStart)
            return Fail(FrameFault.Of(FaultSide.Client, fault));
        _total = Math.Min(_total, Math.Max(2 * length, FrameReader.Smallest));
        return Turn.Read;
    }

    private Turn Fail(Fault fault)
    {
        _fault = fault;
        return Turn.Fail;
    }

    /// <summary>The frame leaves as it came: what of it is here joins the run, the rest passes.</summary>
    private void Join(int length, bool oneWay)
    {
        Expect(oneWay);
        _run += length;
        _passing = _total - length;
    }

    /// <summary>An answer will come, unless none is wanted; an exchange that does not look at it has done its work.</summary>
    private void Expect(bool oneWay)
    {
        if (_entry.Exchange is { } exchange)
        {
            exchange.ForwardedTicks = session.Timestamp;
            _entry.OwnTicks = exchange.ForwardedTicks - _entry.ReceivedTicks;
            _entry.Trace?.Describe(exchange);
            if (oneWay || (_interest & Interest.Response) == 0)
            {
                session.End(exchange);
                _entry.Exchange = null;
            }
        }

        _entry.Trace?.Forwarded(_entry.ReceivedTicks + _entry.OwnTicks);
        if (oneWay)
            _entry.Trace?.Ended(0, null);
        else
            inFlight.Add(_entry);
    }

    /// <summary>Gives the frame behind the run to the pipeline, and does what it says. A fault: the session ends.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Fault?> AskAsync()
    {
        var exchange = _entry.Exchange!;

        // What is logged about the request names its trace; this method's end takes it back.
        if (_entry.Trace is { } trace)
            Activity.Current = trace.Span;
        var asking = chain.OnRequestAsync(exchange, reader.Data[(_run + _bodyAt)..(_run + _total)], session.Ending);
        var hasToWait = !asking.IsCompleted;
        if (hasToWait)
            await FlushAsync().ConfigureAwait(false);
        var verdict = await asking.ConfigureAwait(false);
        if (hasToWait && verdict == Verdict.Next && session.Renewal is { IsDue: true } && await RenewAsync().ConfigureAwait(false) is { } ended)
        {
            _entry.Trace?.Broken(ended);
            return ended;
        }

        switch (verdict)
        {
            case Verdict.Next when !exchange.RequestEdits.Any:
                Join(_total, exchange.OneWay);
                return null;
            case Verdict.Next:
                await FlushAsync().ConfigureAwait(false);
                var edits = exchange.RequestEdits;
                edits.WriteTo(FrameWriter.Edited(_out, reader.Span[FrameScanner.Prefix.._bodyAt], edits.NewLength));
                Chain.RequestWritten(exchange);
                Expect(exchange.OneWay);
                reader.ConsumeAndShrink(_total);
                await SendUpstreamAsync(_out.Written).ConfigureAwait(false);
                return null;
            case Verdict.Reply when exchange.OneWay:
                _entry.Trace?.Describe(exchange);
                _entry.Trace?.Ended(0, null);
                return FrameFault.RefusedOneWay();
            case Verdict.Reply:
                await AnswerAsync().ConfigureAwait(false);
                return null;
            default:
                _entry.Trace?.Broken(exchange.Fault!);
                return exchange.Fault!;
        }
    }

    /// <summary>
    /// The frame behind the run goes no further: the entry holds its answer, which leaves behind all earlier ones. Where there are
    /// none, nobody else writes to the client, and it is sent here.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        reader.Consume(_total);
        _entry.IsAuthored = true;
        _entry.OwnTicks = session.Timestamp - _entry.ReceivedTicks;
        if (_entry.Exchange is { } refused)
            _entry.Trace?.Describe(refused);
        if (inFlight.Add(_entry) > 1)
            return;
        Facing = FaultSide.Client;
        if (_entry.Exchange is { DurableAt: > 0 } strict && !await chain.IsDurableAsync(strict.DurableAt).ConfigureAwait(false))
            throw new FaultException(FrameFault.EvidenceUnwritable());
        var answer = FrameWriter.Answer(_out, _entry);
        session.Metrics.Of(_entry.Api).Answered(_entry.OwnTicks, _entry.OwnTicks);
        session.Metrics.ToClient(answer.Length);
        _entry.Trace?.Ended(0, null);
        await client.SendAsync(answer).ConfigureAwait(false);
        if (_entry.Exchange is { } exchange)
            session.End(exchange);
        inFlight.Remove(1);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync()
    {
        if (_run == 0)
            return;
        await SendUpstreamAsync(reader.Data[.._run]).ConfigureAwait(false);
        reader.Consume(_run);
        _run = 0;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendUpstreamAsync(ReadOnlyMemory<byte> bytes)
    {
        Facing = FaultSide.Broker;
        var upstream = session.Upstream ?? await session.OpenUpstreamAsync().ConfigureAwait(false);
        session.Metrics.ToBroker(bytes.Length);
        var sending = upstream.SendAsync(bytes);
        var hasToWait = !sending.IsCompleted;
        await sending.ConfigureAwait(false);

        // What waited behind it waited for the broker, not for the proxy.
        if (hasToWait)
            _readAt = session.Timestamp;

        Facing = FaultSide.Client;
    }

    /// <summary>
    /// The frame behind the run begins a login: what came before it is answered first, and from then on nobody else writes to the client.
    /// A fault: the session ends.
    /// </summary>
    private async ValueTask<Fault?> LogInAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        if (!await inFlight.WaitForAsync(0).ConfigureAwait(false))
            return session.Fault!;
        if (session.IsDraining)
            return await FinishAsync().ConfigureAwait(false);
        Facing = FaultSide.Client;
        var before = session.State.Login;
        if (await session.LogInAgainAsync().ConfigureAwait(false) is { } fault)
            return session.IsDraining && fault.Kind == FaultKind.Disconnected ? await FinishAsync().ConfigureAwait(false) : fault;
        if (!Equals(before, session.State.Login))
            chain.CallerChanged();
        return null;
    }

    /// <summary>
    /// The login at the broker is to be made anew, before another frame goes there: what went before is answered first. A fault: the session ends,
    /// and its client has read every answer.
    /// </summary>
    private async ValueTask<Fault?> RenewAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        if (!await inFlight.WaitForAsync(0).ConfigureAwait(false))
            return session.Fault!;
        Facing = FaultSide.Broker;
        if (await session.RenewLoginAsync().ConfigureAwait(false) is { } fault)
            return await session.TakeLeaveAsync(fault).ConfigureAwait(false);
        Facing = FaultSide.Client;

        // What waited behind it waited for the broker, not for the proxy.
        _readAt = session.Timestamp;
        return null;
    }

    /// <summary>The login's time is over: what came before is still answered.</summary>
    private async ValueTask<Fault> ExpireAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        session.Finishing();
        if (!await inFlight.WaitForAsync(0).ConfigureAwait(false))
            return session.Fault!;
        session.Metrics.Expired.Add();
        return await session.TakeLeaveAsync(FrameFault.SessionExpired()).ConfigureAwait(false);
    }

    /// <summary>No more requests: the client has closed its half, or the proxy stops. What is in flight is still answered.</summary>
    private async Task<Fault> FinishAsync()
    {
        var cut = reader.Length > 0 || _passing > 0;
        session.Finishing();
        if (!await inFlight.WaitForAsync(0).ConfigureAwait(false))
            return session.Fault!;
        if (session.IsDraining)
            return await session.TakeLeaveAsync(FrameFault.ShuttingDown()).ConfigureAwait(false);
        return cut ? FrameFault.CutOff(reader.Length) : FrameFault.Closed(FaultSide.Client);
    }
}
