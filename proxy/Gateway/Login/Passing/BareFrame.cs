using System.Buffers.Binary;
using System.Globalization;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Login.Passing;

/// <summary>Finds the end of what a broker answers, which after SaslHandshake v0 may be nothing at all: <c>int32 size, size bytes</c>.</summary>
internal static class BareFrame
{
    /// <summary>How many bytes the first one takes, its length included, or, where that is not known yet, the length alone. Throws <see cref="FaultException"/>.</summary>
    public static int Needed(ReadOnlySpan<byte> data, int maxBytes)
    {
        if (data.Length < FrameScanner.Prefix)
            return FrameScanner.Prefix;
        var size = BinaryPrimitives.ReadInt32BigEndian(data);
        return size >= 0 && size <= maxBytes
            ? FrameScanner.Prefix + size
            : throw new FaultException(new Fault(FaultSide.Broker, size > maxBytes ? FaultKind.FrameTooLarge : FaultKind.FrameMalformed, string.Create(
                CultureInfo.InvariantCulture, $"The broker's answer to a login claims {size} bytes; limits.maxUnauthenticatedFrameBytes is {maxBytes}.")));
    }
}
