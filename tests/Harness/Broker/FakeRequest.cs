using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker;

/// <summary>A request as it arrived, decoded; <see cref="Frame"/> is the whole of it without the size in front.</summary>
public sealed record FakeRequest(ApiRow Api, short Version, int CorrelationId, string ClientId, Message Body, byte[] Frame, FakeConnection Connection)
{
    public short ApiKey => Api.Key;

    /// <summary>An empty answer in the request's version, with Kafka's defaults.</summary>
    public Message NewAnswer() => new(Api.Response(Version));

    public override string ToString() => $"{Api.Name} v{Version} #{CorrelationId}";
}
