using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Login.Passing;
using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>
/// Broker to client. Owner: its session; one task, from the moment the upstream connection is open. Owns the buffer of what the broker
/// sent, and always has a read waiting, so that a broker's close is noticed at once.
/// Each turn matches the frames that have come with the oldest entries of the ring. Answers that leave as they came gather, uncopied,
/// as a run at the front of the buffer, and the run leaves in one send; only then do their entries leave the ring. An authored answer
/// leaves when it is the oldest. A large answer that nobody looks into passes in pieces and is never held whole.
/// What comes while a client logs in anew at the broker, with nothing in flight, is handed to the RequestLoop.
/// </summary>
internal sealed class ResponseLoop(ClientSession session, SocketLink client, SocketLink upstream, FrameReader reader, InFlight inFlight, Chain chain)
{
    /// <summary>An answer that nobody looks into is bounded by the buffer it passes through, not by its size.</summary>
    private static readonly FrameScanner Unbounded = new(int.MaxValue - FrameScanner.Prefix);
    private readonly FrameScanner _bounded = new(session.Limits.MaxFrameBytes);
    private readonly ReplyBuffer _out = new(session.Budget);

    /// <summary>Bytes at the front of the buffer that go to the client as they are, and the entries that they answer.</summary>
    private int _run;
    private int _answered;

    /// <summary>Bytes still to come of an answer that passes in pieces.</summary>
    private int _passing;

    /// <summary>Of the frame behind the run, its length included: how much of it the buffer has to hold.</summary>
    private int _total;

    /// <summary>The last removal left entries in the ring: an authored one among them is this loop's to send.</summary>
    private bool _isWriter;
    private Fault? _fault;

    /// <summary>What is in hand leaves when the evidence up to this sequence is durable; 0: at once.</summary>
    private long _durableAt;

    /// <summary>When the answers in hand were read.</summary>
    private long _readAt;

    private enum Turn
    {
        Read,
        Ask,
        Answer,
        Take,
        Fail,
    }

    /// <summary>Whom the loop waits for: who is to blame for what a socket throws.</summary>
    public FaultSide Facing { get; private set; } = FaultSide.Broker;

    /// <summary>Runs until the broker closes or something breaks.</summary>
    public async Task<Fault> RunAsync()
    {
        while (true)
        {
            switch (Scan())
            {
                case Turn.Read:
                    // What the flush removes may bring an authored answer to the front.
                    if (await FlushAsync().ConfigureAwait(false) && _isWriter)
                        break;
                    if (reader.Idle())
                    {
                        Release();
                        await upstream.ReadableAsync().ConfigureAwait(false);
                    }

                    if (!reader.TryMakeRoom(_total) && !await reader.WaitForRoomAsync(_total).ConfigureAwait(false))
                        return FrameFault.BuffersExhausted(session.Limits);
                    var count = reader.Received(await upstream.ReceiveAsync(reader.Room).ConfigureAwait(false));
                    if (count == 0)
                    {
                        if (session.LoginAnswers is { } login)
                            await login.ClosedAsync().ConfigureAwait(false);
                        return Closed();
                    }

                    _readAt = session.Timestamp;
                    session.Touch();
                    session.Metrics.FromBroker(count);
                    break;
                case Turn.Ask:
                    if (await AskAsync().ConfigureAwait(false) is { } fault)
                        return fault;
                    break;
                case Turn.Answer:
                    await AnswerAsync().ConfigureAwait(false);
                    break;
                case Turn.Take:
                    await TakeAsync().ConfigureAwait(false);
                    break;
                default:
                    return _fault!;
            }
        }
    }

    public void Release()
    {
        _out.Release();
        chain.ReleaseResponse();
    }

    private Turn Scan()
    {
        while (true)
        {
            var data = reader.Span[_run..];
            if (_passing > 0)
            {
                Pass(data.Length);
                if (_passing > 0)
                    return Turn.Read;
                continue;
            }

            _total = 0;
            var waiting = inFlight.Count > _answered;
            if (waiting && inFlight.Peek(_answered).IsAuthored && (_answered > 0 || _isWriter))
                return Turn.Answer;
            if (data.IsEmpty)
                return Turn.Read;
            if (!waiting && session.LoginAnswers is { } login)
            {
                if (!Hand(data, login))
                    return Turn.Read;
                continue;
            }

            if (!waiting || inFlight.Peek(_answered).IsAuthored)
                return Fail(FrameFault.Mismatch(null));
            if (Sort(data) is { } turn)
                return turn;
        }
    }

    /// <summary>What to do with the frame behind the run, whole or only its first part; null: it has joined the run.</summary>
    private Turn? Sort(ReadOnlySpan<byte> data)
    {
        ref readonly var entry = ref inFlight.Peek(_answered);
        var isWhole = entry.Exchange is not null || entry.Own is not null;
        var scanner = isWhole ? _bounded : Unbounded;
        if (scanner.Next(data, out _total, out var fault) == FrameStatus.Refused)
            return Fail(FrameFault.Of(FaultSide.Broker, fault));
        if (data.Length < FrameScanner.Prefix + sizeof(int))
            return Turn.Read;
        if (BinaryPrimitives.ReadInt32BigEndian(data[FrameScanner.Prefix..]) != entry.CorrelationId)
            return Fail(FrameFault.Mismatch(entry.Api));
        if (data.Length < _total && (isWhole || _total <= FrameReader.Largest))
            return Turn.Read;
        if (isWhole)
            return entry.Own is null ? Turn.Ask : Turn.Take;
        Join(data.Length);
        return null;
    }

    /// <summary>A whole answer to a login anew; false: there is more of it to come.</summary>
    private bool Hand(ReadOnlySpan<byte> data, HandedAnswers login)
    {
        _total = BareFrame.Needed(data, session.Limits.MaxUnauthenticatedFrameBytes);
        if (data.Length < _total)
            return false;
        if (!login.Hand(data[.._total].ToArray()))
            throw new FaultException(FrameFault.Mismatch(null));
        reader.Erase(_total);
        return true;
    }

    private Turn Fail(Fault fault)
    {
        _fault = fault;
        return Turn.Fail;
    }

    /// <summary>The frame leaves as it came: what of it is here joins the run, the rest passes.</summary>
    private void Join(int length)
    {
        _passing = _total;
        Pass(length);
    }

    private void Pass(int length)
    {
        var piece = Math.Min(_passing, length);
        _run += piece;
        _passing -= piece;
        _total = 0;
        if (_passing == 0)
            _answered++;
    }

    /// <summary>Gives the answer behind the run to the pipeline, and does what it says. A fault: the session ends.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Fault?> AskAsync()
    {
        var exchange = inFlight.Peek(_answered).Exchange!;
        var frame = reader.Data[(_run + FrameScanner.Prefix)..(_run + _total)];
        if (ResponseHeaderView.Read(frame.Span, exchange.Api, exchange.Version, out var header) is { } broken)
            return FrameFault.Of(FaultSide.Broker, broken);
        exchange.AnsweredTicks = _readAt;
        if (exchange.Trace is { } trace)
            Activity.Current = trace.Span;
        var asking = chain.OnResponseAsync(exchange, frame[header.BodyOffset..], frame.Length, session.Ending);
        if (!asking.IsCompleted)
            await FlushAsync().ConfigureAwait(false);
        if (await asking.ConfigureAwait(false) != Verdict.Next)
            return exchange.Fault!;
        exchange.Trace?.Describe(exchange);
        _durableAt = Math.Max(_durableAt, exchange.DurableAt);
        if (!exchange.ResponseEdits.Any)
        {
            session.End(exchange);
            Join(_total);
            return null;
        }

        await FlushAsync().ConfigureAwait(false);
        var edits = exchange.ResponseEdits;
        edits.WriteTo(FrameWriter.Edited(_out, frame.Span[..header.BodyOffset], edits.NewLength));

        // While a slow client takes it, the frame is held once and not three times.
        Chain.ResponseWritten(exchange);
        session.End(exchange);
        reader.ConsumeAndShrink(_total);
        await HoldAsync().ConfigureAwait(false);
        Answered(1);
        await SendAsync(_out.Written).ConfigureAwait(false);
        _isWriter = inFlight.Remove(1) > 0;
        return null;
    }

    /// <summary>The answer behind the run is one to the proxy's own question.</summary>
    private async ValueTask TakeAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        inFlight.Peek(0).Own!.Answer = reader.Data[FrameScanner.Prefix.._total].ToArray();
        reader.Consume(_total);
        _isWriter = inFlight.Remove(1) > 0;
    }

    /// <summary>The oldest entry, or the one behind the run, is ours to answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        var entry = inFlight.Peek(0);
        _durableAt = entry.Exchange?.DurableAt ?? 0;
        await HoldAsync().ConfigureAwait(false);
        session.Metrics.Of(entry.Api).Answered(session.Timestamp - entry.ReceivedTicks, entry.OwnTicks);
        entry.Trace?.Ended(0, null);
        await SendAsync(FrameWriter.Answer(_out, entry)).ConfigureAwait(false);
        if (entry.Exchange is { } exchange)
            session.End(exchange);
        _isWriter = inFlight.Remove(1) > 0;
    }

    /// <summary>Sends the run; true: it was not empty.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FlushAsync()
    {
        if (_run == 0)
            return false;
        await HoldAsync().ConfigureAwait(false);
        if (_answered > 0)
            Answered(_answered);
        await SendAsync(reader.Data[.._run]).ConfigureAwait(false);
        reader.Consume(_run);
        _run = 0;
        if (_answered > 0)
        {
            _isWriter = inFlight.Remove(_answered) > 0;
            _answered = 0;
        }

        return true;
    }

    /// <summary>Answers that must not leave before their evidence is durable wait together, for one commit of the journal; so does what is behind them.</summary>
    private ValueTask HoldAsync() => _durableAt == 0 ? default : WaitDurableAsync();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitDurableAsync()
    {
        if (!await chain.IsDurableAsync(_durableAt).ConfigureAwait(false))
            throw new FaultException(FrameFault.EvidenceUnwritable());
        _durableAt = 0;
    }

    /// <summary>The oldest entries are answered as soon as their bytes are sent.</summary>
    private void Answered(int count)
    {
        var now = session.Timestamp;
        for (var i = 0; i < count; i++)
        {
            ref readonly var entry = ref inFlight.Peek(i);
            session.Metrics.Of(entry.Api).Answered(now - entry.ReceivedTicks, entry.OwnTicks + now - _readAt);
            entry.Trace?.Ended(_readAt, upstream.RemoteEndPoint);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Facing = FaultSide.Client;
        session.Metrics.ToClient(bytes.Length);
        await client.SendAsync(bytes).ConfigureAwait(false);
        Facing = FaultSide.Broker;
    }

    private Fault Closed() => inFlight.Count == 0
        ? FrameFault.Closed(FaultSide.Broker)
        : FrameFault.Disconnected(FaultSide.Broker, "The broker closed the connection with requests unanswered.");
}
