using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Tls;

/// <summary>
/// The client's side of one connection's TLS, towards a broker: it proves by its certificate that it is the one that was meant, before
/// anything is said to it. Bounded by limits.handshakeTimeout. Owner: the connector. Once.
/// </summary>
internal sealed class BrokerHandshake(ClusterPlan cluster, BrokerAddress broker, SocketLink link, LimitsPlan limits, TimeProvider time)
{
    private const string IsItTls = "Is the port one of a listener with TLS (SSL or SASL_SSL)? Name such a port in 'bootstrap', or remove 'tls' from the cluster. Does it want a client's certificate (tls.certificate), a version or suites that the cluster's 'tls' does not give?";

    /// <summary>Null: what is sent and received from here on is encrypted, and the broker is who it should be.</summary>
    public async Task<Fault?> RunAsync(BrokerTlsPlan plan, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limits.HandshakeTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        var proof = new BrokerProof(plan.NameOf(broker), plan.Lists);
        try
        {
            await link.SecureAsync(plan.Options(broker, proof), limit.Token).ConfigureAwait(false);

            // Nobody passes because the runtime did not ask.
            return proof.IsGood ? null : Refused(proof.Problem ?? "was not looked at");
        }
        catch (AuthenticationException) when (proof.Problem is { } problem)
        {
            return Refused(problem);
        }
        catch (AuthenticationException e)
        {
            return Failed(FaultKind.TlsFailed, $"The TLS handshake with broker {broker} of cluster {cluster.Name} failed: {(e.InnerException ?? e).Message.TrimEnd('.')}. {IsItTls}");
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return Failed(FaultKind.HandshakeTimeout, string.Create(CultureInfo.InvariantCulture, $"The TLS handshake with broker {broker} of cluster {cluster.Name} was not done after {limits.HandshakeTimeout.TotalSeconds} s (limits.handshakeTimeout)."));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return Failed(FaultKind.TlsFailed, $"Broker {broker} of cluster {cluster.Name} closed the connection during the TLS handshake. {IsItTls}");
        }
    }

    private Fault Refused(string problem) => Failed(FaultKind.CertificateRefused,
        $"The certificate of broker {broker} of cluster {cluster.Name} {problem}; nothing was sent to it. Let the cluster's tls.ca name the root that vouches for its brokers, and tls.name the name in their certificates where that is not their host.");

    private static Fault Failed(FaultKind kind, string text) => new(FaultSide.Broker, kind, text, Retriable: true);
}
