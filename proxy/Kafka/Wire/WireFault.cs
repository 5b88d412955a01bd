using System.Globalization;

namespace Compliance.Kafka.Wire;

/// <summary>
/// Why and where bytes were refused; never any of the bytes themselves. <c>Offset</c> counts from the start of what was
/// read (a body, a header, a buffer); <c>Field</c> is the schema's path, empty outside a message's fields.
/// </summary>
public readonly record struct WireFault(FaultKind Kind, int Offset, string Field = "")
{
    /// <summary>The cause in words, fit for a log.</summary>
    public string Cause => Kind switch
    {
        FaultKind.Truncated => "the message ends inside a field",
        FaultKind.TrailingBytes => "bytes are left behind the last field",
        FaultKind.BadLength => "a length is out of range",
        FaultKind.UnexpectedNull => "null where this version has none",
        FaultKind.BadCount => "more elements announced than the message can hold",
        FaultKind.BadVarint => "a varint is longer than 5 bytes",
        FaultKind.BadTagOrder => "tags do not ascend",
        FaultKind.BadTagSize => "a tagged field does not fill its size",
        FaultKind.BadText => "a name is not UTF-8",
        FaultKind.BadVersion => "the version is negative",
        FaultKind.TooManyNodes => "more fields than the bound admits",
        FaultKind.NegativeFrame => "the frame's length is negative: the peer does not speak Kafka",
        FaultKind.FrameTooLarge => "the frame is longer than the bound",
        FaultKind.FrameTooShort => "the frame is too short for a Kafka header",
        FaultKind.LooksLikeTls => "a TLS handshake on a port without TLS: let the client use PLAINTEXT, or the route TLS",
        FaultKind.LooksLikeProxyHeader => "a PROXY header where none is taken",
        FaultKind.LooksLikeHttp => "an HTTP request on a Kafka port",
        _ => Kind.ToString(),
    };

    public override string ToString() => Field.Length == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Cause} (at byte {Offset})")
        : string.Create(CultureInfo.InvariantCulture, $"{Cause} (at byte {Offset}, field {Field})");
}
