using System.Buffers;

namespace Compliance.Gateway.Edge.ProxyProtocol;

/// <summary>
/// The PROXY protocol's header, version 1 (a line of text) or 2 (binary), at the start of a connection's bytes. Pure. Strict: what the
/// specification does not write so is refused, since an address that is guessed would count for rules and evidence.
/// </summary>
internal static class ProxyHeaderParser
{
    /// <summary>Longest header that is taken; version 2 may carry certificates behind its addresses.</summary>
    public const int MaxBytes = 16 << 10;

    /// <summary>
    /// Whether a connection that begins with this byte begins with a header. A handshake of TLS does not; nor does a Kafka frame, which
    /// would have more than 200 MiB.
    /// </summary>
    public static bool MayBegin(byte first) => first == TextHeader.Begin[0] || first == BinaryHeader.Begin[0];

    /// <summary>
    /// <see cref="OperationStatus.Done"/>: the header stands at the front of <paramref name="bytes"/>.
    /// <see cref="OperationStatus.NeedMoreData"/>: all of <paramref name="bytes"/> belong to it, and more have to come.
    /// <see cref="OperationStatus.InvalidData"/>: <paramref name="problem"/> says what is wrong, in words that follow "The PROXY header".
    /// </summary>
    public static OperationStatus Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out string problem)
    {
        if (bytes.StartsWith(TextHeader.Begin))
            return TextHeader.Read(bytes, out header, out problem);
        if (bytes.StartsWith(BinaryHeader.Begin))
            return BinaryHeader.Read(bytes, out header, out problem);
        header = default;
        problem = "begins as one, and is none of version 1 or 2";
        return TextHeader.Begin.StartsWith(bytes) || BinaryHeader.Begin.StartsWith(bytes) ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
    }
}
