namespace Compliance.Kafka.Wire;

/// <summary>Why bytes were refused.</summary>
public enum FaultKind : byte
{
    /// <summary>The bytes end inside a field, or a length points behind their end.</summary>
    Truncated,

    /// <summary>Bytes are left behind the last field.</summary>
    TrailingBytes,

    /// <summary>A length below -1, or a string longer than 32767 bytes.</summary>
    BadLength,

    /// <summary>A null where the version knows none.</summary>
    UnexpectedNull,

    /// <summary>More elements than the bytes that are left could hold.</summary>
    BadCount,

    /// <summary>A varint of more than 5 bytes, or above 32 bits.</summary>
    BadVarint,

    /// <summary>Tags that do not ascend.</summary>
    BadTagOrder,

    /// <summary>A tagged field whose value does not fill the size that its tag states.</summary>
    BadTagSize,

    /// <summary>A name that is no UTF-8: two readers could take it for two names.</summary>
    BadText,

    /// <summary>A negative version.</summary>
    BadVersion,

    /// <summary>More nodes than the walk's bound.</summary>
    TooManyNodes,

    /// <summary>A frame's length is negative.</summary>
    NegativeFrame,

    /// <summary>A frame is longer than the bound.</summary>
    FrameTooLarge,

    /// <summary>A frame is too short for a header.</summary>
    FrameTooShort,

    /// <summary>The first bytes open a TLS handshake.</summary>
    LooksLikeTls,

    /// <summary>The first bytes are an HTTP request.</summary>
    LooksLikeHttp,

    /// <summary>The first bytes are a load balancer's PROXY header.</summary>
    LooksLikeProxyHeader,
}
