using System.Buffers;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Edge.ProxyProtocol;

/// <summary>
/// Takes the PROXY header off the front of a connection, before TLS, and not one byte more. Who is not in a listed network is not believed:
/// closed where it sends a header, or where one is required. Owner: the session, which also bounds the time. Once.
/// </summary>
internal sealed class ProxyHeaderReader(ProxyProtocolPlan plan, SessionState session, SocketLink client, CancellationToken cancel)
{
    /// <summary>Null: none was sent, and none had to be. After <see cref="RunAsync"/> without a fault.</summary>
    public ProxyHeader? Header { get; private set; }

    public async Task<Fault?> RunAsync()
    {
        var isListed = plan.Trusts(session.Source);
        if (!isListed && plan.IsRequired)
            return ProxyHeaderFault.Unlisted(session.PeerIp);
        await client.ReadableAsync(cancel).ConfigureAwait(false);
        if (client.Peek() is not { } first)
            return Left();
        if (!ProxyHeaderParser.MayBegin(first))
            return plan.IsRequired ? ProxyHeaderFault.Missing(session.PeerIp) : null;
        if (!isListed)
            return ProxyHeaderFault.Unlisted(session.PeerIp);
        var room = ArrayPool<byte>.Shared.Rent(ProxyHeaderParser.MaxBytes);
        try
        {
            return await TakeAsync(room).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>Whatever does not make the header whole belongs to it, so only the last piece has to be looked at before it is taken.</summary>
    private async Task<Fault?> TakeAsync(byte[] room)
    {
        for (var held = 0; ;)
        {
            await client.ReadableAsync(cancel).ConfigureAwait(false);
            var seen = client.Peek(room.AsSpan(held));
            if (seen == 0)
                return Left();
            var status = ProxyHeaderParser.Read(room.AsSpan(0, held + seen), out var header, out var problem);
            if (status == OperationStatus.InvalidData)
                return ProxyHeaderFault.Malformed(session.PeerIp, problem);
            var end = status == OperationStatus.Done ? header.Length : held + seen;
            while (held < end)
                held += await client.ReceiveAsync(room.AsMemory(held, end - held), cancel).ConfigureAwait(false);
            if (status != OperationStatus.Done)
                continue;
            Header = header;
            return null;
        }
    }

    private static Fault Left() => FrameFault.Disconnected(FaultSide.Client, "The client left before its PROXY header was whole.");
}
