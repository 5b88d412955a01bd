using Compliance.Gateway.Edge;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Login;

/// <summary>
/// A client while it logs in: its frames one at a time, bounded more tightly than later ones, and what it is answered. Owner: one login, on
/// the RequestLoop's side; nobody else writes to the client meanwhile. What it sends holds secrets, so each frame is wiped once it is done
/// with, and so is every buffer that is given back.
/// </summary>
internal sealed class EarlyClient : IDisposable
{
    private readonly SessionState _session;
    private readonly SocketLink _link;
    private readonly FrameReader _reader;
    private readonly RouteServices _route;
    private readonly FrameScanner _scanner;
    private readonly ReplyBuffer _out = new();

    public EarlyClient(SessionState session, SocketLink link, FrameReader reader, RouteServices route)
    {
        (_session, _link, _reader, _route) = (session, link, reader, route);
        _scanner = new FrameScanner(route.Plan.Limits.MaxUnauthenticatedFrameBytes);
        reader.HoldsSecrets = true;
    }

    /// <summary>The frame in hand, its length included; valid until <see cref="Consume"/>.</summary>
    public ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>The frame in hand without its length.</summary>
    public ReadOnlyMemory<byte> Content => Frame[FrameScanner.Prefix..];

    /// <summary>Null: a whole frame is in hand.</summary>
    public async ValueTask<Fault?> ReadAsync()
    {
        while (true)
        {
            switch (_scanner.Next(_reader.Span, out var total, out var fault))
            {
                case FrameStatus.Complete:
                    Frame = _reader.Data[..total];
                    return null;
                case FrameStatus.Refused:
                    return FrameFault.Of(FaultSide.Client, fault);
            }

            var count = await _reader.ReadAsync(_link, total).ConfigureAwait(false);
            if (count < 0)
                return FrameFault.BuffersExhausted(_route.Plan.Limits);
            if (count == 0)
                return FrameFault.Disconnected(FaultSide.Client, "The client left before it had authenticated.");
        }
    }

    /// <summary>The request that the frame in hand is.</summary>
    public Fault? Parse(out EarlyRequest? ask) =>
        EarlyRequest.Read(Content, _session, out ask) is { } fault ? FrameFault.Of(FaultSide.Client, fault) : null;

    /// <summary>Done with the frame in hand.</summary>
    public void Consume()
    {
        _reader.Erase(Frame.Length);
        Frame = default;
    }

    /// <summary>
    /// The versions that the cluster and the proxy have in common. Told: a client asks once; a version that is not served, error 35, and an
    /// unfit request, error 42, do not count. <paramref name="endsHere"/>: the login does, whatever the brokers have of it.
    /// </summary>
    public async ValueTask<(bool Told, Fault? Fault)> AnswerVersionsAsync(EarlyRequest ask, bool endsHere, CancellationToken cancel)
    {
        if (!ask.Known)
        {
            await AnswerAsync(ask, LocalAnswer.UnsupportedApiVersions(ask.Api!.MaxVersion)).ConfigureAwait(false);
            return (false, null);
        }

        if (!ClientSoftware.Read(_session, ask.Version, ask.Body.Span))
        {
            await AnswerAsync(ask, LocalAnswer.InvalidApiVersions(ask.Version)).ConfigureAwait(false);
            return (false, null);
        }

        if (await _route.Cluster.VersionsAsync(cancel).ConfigureAwait(false) is not { } versions)
            return (false, new Fault(FaultSide.Broker, FaultKind.ConnectFailed, "No broker has told yet which versions it speaks.", Retriable: true));
        if (ask.Version > _route.Cluster.LastApiVersions)
        {
            await AnswerAsync(ask, LocalAnswer.UnsupportedApiVersions(_route.Cluster.LastApiVersions)).ConfigureAwait(false);
            return (false, null);
        }

        await AnswerAsync(ask, (endsHere ? versions.WithLogin() : versions).Answer(ask.Version)).ConfigureAwait(false);
        return (true, null);
    }

    public ValueTask AnswerAsync(EarlyRequest ask, byte[] body) =>
        SendAsync(FrameWriter.Answer(_out, ask.Api!, ask.Version, ask.CorrelationId, body));

    /// <summary>A frame as it is, its length included.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frame) => _link.SendAsync(frame);

    /// <summary>What is in hand still, of a login that has failed, goes with the reader's buffer, which is wiped then.</summary>
    public void Dispose() => _out.Release();

    /// <summary>The login has succeeded: what comes from now on is wiped no more.</summary>
    public void Proved() => _reader.HoldsSecrets = false;
}
