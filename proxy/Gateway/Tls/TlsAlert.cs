namespace Compliance.Gateway.Tls;

/// <summary>What a client is told before a handshake has begun, by the numbers of RFC 8446 section 6.</summary>
internal enum TlsAlert : byte
{
    /// <summary>Clients may try again.</summary>
    InternalError = 80,

    /// <summary>There has to be a name. For clients of 1.2 too: the number is of 1.3, and the runtime does not tell at this point which a client speaks, but one registry holds all, and it says more than a failure.</summary>
    MissingExtension = 109,
    UnrecognizedName = 112,
}
