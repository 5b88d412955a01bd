using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Edge.Names;
using Compliance.Gateway.Edge.ProxyProtocol;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Tls;

/// <summary>
/// The server's side of one connection's TLS, before anything else is read from it.
/// <code>
/// Silent --its first bytes--> Waiting --a place in the gate--> Shaking --agreed--> Asking (who is revoked) --nobody--> done
/// bytes that begin no handshake; no agreement; a certificate that is refused: a fault, and the connection closes
/// </code>
/// A client that says nothing costs no place. Owner: the session, which also bounds the time. Once.
/// <paramref name="known"/> null: <paramref name="choose"/> is asked when the client's first message has come, and throws
/// <see cref="NameRefusedException"/> where it leads nowhere.
/// </summary>
internal sealed class TlsHandshake(TlsPlan? known, Func<SslClientHelloInfo, TlsPlan> choose, SessionState session, SocketLink client, HandshakeGate gate, CancellationToken cancel)
{
    /// <summary>The type of the record that a handshake begins with.</summary>
    private const byte Handshake = 0x16;
    private const byte Alert = 0x15;
    private const byte Fatal = 2;
    private TlsPlan? _plan;
    private CertificateProof? _proof;

    /// <summary>Who the client is by its certificate; null: it shows none, or the route asks for none.</summary>
    public CertificateProof? Proof => _proof?.Subject is null ? null : _proof;

    /// <summary>Null: what is sent and received from here on is encrypted.</summary>
    public async Task<Fault?> RunAsync()
    {
        await client.ReadableAsync(cancel).ConfigureAwait(false);
        switch (client.Peek())
        {
            case null:
                return FrameFault.Disconnected(FaultSide.Client, "The client left before its TLS handshake.");
            case not Handshake and var first:
                return ProxyHeaderParser.MayBegin(first.Value) ? ProxyHeaderFault.Unexpected() : FrameFault.PlainOnTlsPort();
        }

        await gate.EnterAsync(session.SourceIp, cancel).ConfigureAwait(false);
        try
        {
            return await ShakeAsync().ConfigureAwait(false) ?? await AskAsync().ConfigureAwait(false);
        }
        finally
        {
            gate.Leave(session.SourceIp);
        }
    }

    private async Task<Fault?> ShakeAsync()
    {
        try
        {
            (session.TlsVersion, session.TlsCipher) = await (known is null ? client.SecureAsync(hello => OptionsOf(choose(hello)), cancel) : client.SecureAsync(OptionsOf(known), cancel)).ConfigureAwait(false);

            // Nobody passes because the runtime did not ask.
            return _proof is { Facts: null } && (_proof.Problem is not null || _plan!.Clients!.IsRequired) ? Refused(_proof.Problem ?? CertificateProof.Missing) : null;
        }
        catch (NameRefusedException e)
        {
            await TellAsync(e.Alert).ConfigureAwait(false);
            return e.Fault;
        }
        catch (Exception e) when (_plan is null && e is not (IOException or OperationCanceledException))
        {
            return NameFault.Unreadable(session.Route.Name);
        }
        catch (AuthenticationException) when (_proof?.Problem is not null)
        {
            return Refused(_proof.Problem);
        }
        catch (AuthenticationException e)
        {
            return FrameFault.TlsFailed(e.InnerException is null ? e.Message : $"{e.Message.TrimEnd('.')}: {e.InnerException.Message}");
        }
        catch (IOException)
        {
            return FrameFault.Disconnected(FaultSide.Client, "The client left during the TLS handshake.");
        }
    }

    /// <summary>The runtime has said nothing yet, so this is all that the client hears. Grammar: type, version (1.2's in 1.3 too), length, level, alert.</summary>
    private async Task TellAsync(TlsAlert alert)
    {
        try
        {
            await client.SendAsync(new byte[] { Alert, 3, 3, 0, 2, Fatal, (byte)alert }).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // It has gone.
        }
    }

    private SslServerAuthenticationOptions OptionsOf(TlsPlan plan)
    {
        _plan = plan;
        _proof = plan.Clients is { } trust ? new(trust) : null;
        return plan.Options(_proof);
    }

    /// <summary>On threads of their own, since the answer may be long in coming: as many as the gate lets in.</summary>
    private async Task<Fault?> AskAsync()
    {
        if (_proof is not { Shown.IsEmpty: false } proof)
            return null;
        var asking = Task.Factory.StartNew(() => _plan!.Clients!.FindRevoked(proof.Shown), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await asking.WaitAsync(cancel).ConfigureAwait(false) is { } problem ? Refused(problem) : null;
    }

    private Fault Refused(string problem) => FrameFault.CertificateRefused(_proof!.Subject, problem);
}
