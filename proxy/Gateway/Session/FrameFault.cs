using System.Globalization;
using System.Net.Sockets;
using Compliance.Gateway.Edge.ProxyProtocol;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>The faults of frames and loops, each with its cause and remedy in words.</summary>
internal static class FrameFault
{
    public static Fault Of(FaultSide side, WireFault fault)
    {
        if (fault.Kind == Kafka.Wire.FaultKind.LooksLikeProxyHeader)
            return ProxyHeaderFault.Unexpected();
        var kind = fault.Kind switch
        {
            Kafka.Wire.FaultKind.LooksLikeTls => FaultKind.TlsOnPlainPort,
            Kafka.Wire.FaultKind.LooksLikeHttp => FaultKind.HttpRequest,
            Kafka.Wire.FaultKind.FrameTooLarge => FaultKind.FrameTooLarge,
            _ => FaultKind.FrameMalformed,
        };
        return new Fault(side, kind, $"Bytes that are no Kafka frame: {fault}.");
    }

    /// <summary>What a loop threw. <paramref name="facing"/>: whom it was waiting for.</summary>
    public static Fault Of(Exception e, FaultSide facing) => e switch
    {
        FaultException fault => fault.Fault,
        SocketException socket => Disconnected(facing, $"The connection to the {(facing == FaultSide.Broker ? "broker" : "client")} broke: {socket.SocketErrorCode}."),
        IOException => Disconnected(facing, $"The connection to the {(facing == FaultSide.Broker ? "broker" : "client")} broke inside TLS."),
        ObjectDisposedException or OperationCanceledException => Disconnected(facing, "The connection was closed."),
        _ => new Fault(FaultSide.Proxy, FaultKind.Internal, "A defect of the proxy.") { Cause = e },
    };

    public static Fault AuthenticationTimeout(LimitsPlan limits) => new(FaultSide.Client, FaultKind.AuthenticationTimeout, string.Create(
        CultureInfo.InvariantCulture, $"The client had not authenticated after {limits.AuthenticationTimeout.TotalSeconds} s (limits.authenticationTimeout)."));

    public static Fault SessionExpired() => new(FaultSide.Client, FaultKind.SessionExpired,
        "The login's time was over, and the client sent a request without having proved itself again; a broker closes such a connection too. Let it speak KIP-368 (Kafka's clients from 2.2, librdkafka from 2.2), or connect again.", Retriable: true);

    public static Fault TlsFailed(string how) => new(FaultSide.Client, FaultKind.TlsFailed,
        $"The TLS handshake failed: {how} Let the client use security.protocol SSL or SASL_SSL, TLS 1.2 or later, and trust the route's certificate.");

    public static Fault PlainOnTlsPort() => new(FaultSide.Client, FaultKind.PlainOnTlsPort,
        "The client speaks plain on a port with TLS: let it use security.protocol SSL (SASL_SSL where it logs in), or connect to a route without TLS.");

    public static Fault HandshakeTimeout(LimitsPlan limits) => new(FaultSide.Client, FaultKind.HandshakeTimeout, string.Create(
        CultureInfo.InvariantCulture, $"The TLS handshake was not done after {limits.HandshakeTimeout.TotalSeconds} s (limits.handshakeTimeout)."));

    /// <param name="subject">As the certificate says; null: there is none.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static Fault CertificateRefused(string? subject, string problem) => new(FaultSide.Client, FaultKind.CertificateRefused,
        $"The client's certificate{(subject is null ? "" : $" of {SubjectText.ForLog(subject)}")} {problem}.");

    public static Fault SlowReader(FaultSide side, LimitsPlan limits) => new(side, FaultKind.SlowReader, string.Create(
        CultureInfo.InvariantCulture,
        $"The {(side == FaultSide.Broker ? "broker" : "client")} took nothing of what was sent to it for {limits.StallTimeout.TotalSeconds} s (limits.stallTimeout)."),
        Retriable: true);

    public static Fault SlowWriter(LimitsPlan limits) => new(FaultSide.Client, FaultKind.SlowWriter, string.Create(
        CultureInfo.InvariantCulture, $"A large request of the client had not arrived after {limits.FrameTimeout.TotalSeconds} s (limits.frameTimeout)."),
        Retriable: true);

    public static Fault Idle(LimitsPlan limits) => new(FaultSide.Client, FaultKind.Idle, string.Create(
        CultureInfo.InvariantCulture, $"Nothing was sent for {limits.IdleTimeout.TotalSeconds} s (limits.idleTimeout)."), Retriable: true);

    /// <param name="count">Requests that wait.</param>
    /// <param name="patience">For how long they were waited for.</param>
    /// <param name="setting">The name of that bound.</param>
    public static Fault Unanswered(int count, TimeSpan patience, string setting) => new(FaultSide.Broker, FaultKind.Unanswered, string.Create(
        CultureInfo.InvariantCulture, $"The broker left {count} requests unanswered for {patience.TotalSeconds} s ({setting})."), Retriable: true);

    public static Fault UnknownNode(int nodeId) => new(FaultSide.Broker, FaultKind.ConnectFailed, string.Create(
        CultureInfo.InvariantCulture, $"Where broker {nodeId} is, the proxy has not heard yet."), Retriable: true);

    public static Fault UnknownApi(short key) => new(FaultSide.Client, FaultKind.UnknownApi, string.Create(CultureInfo.InvariantCulture,
        $"API key {key} is none that a broker serves; a broker closes the connection too."));

    public static Fault UnsupportedVersion(ApiRow api, short version) => new(FaultSide.Client, FaultKind.UnsupportedVersion, string.Create(
        CultureInfo.InvariantCulture,
        $"{api.Name} v{version} is outside of what ApiVersions offered ({api.MinVersion}-{api.MaxVersion}); a broker closes the connection too."));

    public static Fault Mismatch(ApiRow? expected) => new(FaultSide.Broker, FaultKind.CorrelationMismatch, expected is null
        ? "The broker answered where nothing was asked."
        : $"The broker's answer does not belong to the oldest request in flight, a {expected.Name}: its correlation id is another.");

    public static Fault BuffersExhausted(LimitsPlan limits) => new(FaultSide.Proxy, FaultKind.BuffersExhausted, string.Create(
        CultureInfo.InvariantCulture,
        $"A large frame found no room in the budget of buffered bytes for {limits.BufferTimeout.TotalSeconds} s: raise limits.maxBufferedBytes ({limits.MaxBufferedBytes})."),
        Retriable: true);

    public static Fault RefusedOneWay() => new(FaultSide.Policy, FaultKind.Refused,
        "A Produce request without acknowledgement was refused: the only answer that it can get is a closed connection.");

    public static Fault EvidenceUnwritable() => new(FaultSide.Audit, FaultKind.EvidenceUnwritable,
        "Evidence can't be written, so nothing may pass: see the audit's log lines.", Retriable: true);

    public static Fault CutOff(int bytes) => new(FaultSide.Client, FaultKind.FrameMalformed, string.Create(CultureInfo.InvariantCulture,
        $"The client closed its connection inside a frame, {bytes} bytes into it."));

    public static Fault ShuttingDown() => new(FaultSide.Proxy, FaultKind.ShuttingDown, "The proxy stops.", Retriable: true);

    public static Fault Closed(FaultSide side) => new(side, FaultKind.Closed, "Closed in order.");

    public static Fault Disconnected(FaultSide side, string how) => new(side, FaultKind.Disconnected, how, Retriable: true);
}
