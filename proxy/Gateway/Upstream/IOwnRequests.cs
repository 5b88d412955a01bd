using Compliance.Gateway.Settings;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Upstream;

/// <summary>Requests of the proxy's own to one broker, one at a time: on a connection of its own, or between two requests of a client.</summary>
internal interface IOwnRequests
{
    BrokerAddress Broker { get; }

    /// <summary>Sends a body and returns the answer's. Throws what the connection throws, and <see cref="Session.FaultException"/> where it ends or the answer is nonsense.</summary>
    Task<byte[]> AskAsync(ApiRow api, short version, ReadOnlyMemory<byte> body);
}
