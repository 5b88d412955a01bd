using System.Text;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Upstream;

/// <summary>The frames in which the proxy asks brokers by itself. Stateless.</summary>
internal static class OwnFrame
{
    private static readonly byte[] ClientId = Encoding.ASCII.GetBytes(Software.Proxy.Name);

    /// <summary>Where Java keeps its own reserved ids too; nobody else sees these, but a trace reads better.</summary>
    public const int FirstCorrelationId = int.MaxValue - 1_000_000;

    /// <summary>Grammar: int32 size, int16 key, int16 version, int32 correlation_id, string client_id, [header v2: tags], body.</summary>
    public static byte[] Of(ApiRow api, short version, int correlationId, ReadOnlySpan<byte> body)
    {
        var tags = api.RequestHeaderVersion(version) - 1;
        var frame = new byte[FrameScanner.Prefix + 10 + ClientId.Length + tags + body.Length];
        var writer = new WireWriter(frame);
        writer.Int32(frame.Length - FrameScanner.Prefix);
        writer.Int16(api.Key);
        writer.Int16(version);
        writer.Int32(correlationId);
        writer.String(ClientId, compact: false);
        if (tags > 0)
            writer.UVarint(0);
        writer.Raw(body);
        return frame;
    }

    /// <summary>The answer to it was none.</summary>
    public static FaultException Broken(BrokerAddress broker, ApiRow api, string how) => new(new Fault(FaultSide.Broker, FaultKind.LoginFailed,
        $"Broker {broker}, asked for {api.Name}: {how}.", Retriable: true));
}
