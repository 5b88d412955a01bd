namespace Compliance.Gateway.Session;

/// <summary>Why a connection ends. The names are label values of the faults metric, so they are part of the contract.</summary>
internal enum FaultKind : byte
{
    /// <summary>Closed in order by the other side, with nothing outstanding. Not an error.</summary>
    Closed,

    /// <summary>Reset, or closed while answers were outstanding.</summary>
    Disconnected,
    FrameTooLarge,
    FrameMalformed,

    /// <summary>The first bytes are a TLS ClientHello.</summary>
    TlsOnPlainPort,

    /// <summary>The first bytes on a port with TLS begin no handshake.</summary>
    PlainOnTlsPort,

    /// <summary>A PROXY header that is malformed, comes from a network that is not listed, or where none is taken.</summary>
    ProxyHeaderRefused,

    /// <summary>The listener requires a PROXY header, and there was none, or it was not whole in time.</summary>
    ProxyHeaderMissing,

    /// <summary>The name by which a TLS handshake asks (SNI) is no route's on the port, or is left out.</summary>
    NameRefused,

    /// <summary>The TLS handshake was not done in time.</summary>
    HandshakeTimeout,

    /// <summary>The client's certificate is missing, or no good; or a broker's is.</summary>
    CertificateRefused,

    /// <summary>The TLS handshake failed, or a record was not what it has to be.</summary>
    TlsFailed,

    /// <summary>The first bytes are an HTTP request.</summary>
    HttpRequest,
    UnknownApi,
    UnsupportedVersion,
    CorrelationMismatch,
    AuthenticationFailed,
    AuthenticationTimeout,

    /// <summary>The login's time was over, and a request came before the client had proved itself again.</summary>
    SessionExpired,
    ConnectFailed,
    LoginFailed,
    NodeOutOfRange,

    /// <summary>A broker's port can't be opened.</summary>
    PortTaken,
    SlowReader,

    /// <summary>A large request did not arrive in time, and held room that others wait for.</summary>
    SlowWriter,
    TooManyConnections,

    /// <summary>Nothing was sent in either direction for longer than the settings allow, with nothing outstanding. Not an error.</summary>
    Idle,

    /// <summary>The broker left requests unanswered for longer than the settings allow.</summary>
    Unanswered,

    /// <summary>The budget of buffered bytes stayed spent for longer than the settings allow.</summary>
    BuffersExhausted,

    /// <summary>An answer that a policy demands can't be given in any other way (Produce without acknowledgement; records handed out for a share group).</summary>
    Refused,

    /// <summary>Evidence can't be written, so nothing may pass.</summary>
    EvidenceUnwritable,
    ShuttingDown,

    /// <summary>A defect of the proxy; the log holds the exception's type and stack.</summary>
    Internal,
}
