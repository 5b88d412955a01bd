using System.Buffers.Binary;
using System.Globalization;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// Requests of our own to a broker: one at a time, with correlation ids of our own. Owner: whoever opened the link; it may hand the
/// link on once nothing is outstanding. Rare requests, so it allocates.
/// </summary>
internal sealed class OwnLink(SocketLink link, BrokerAddress broker, int maxFrameBytes) : IOwnRequests
{
    /// <summary>The type of the record by which a side of TLS says that it is no TLS what it hears.</summary>
    private const byte Alert = 0x15;
    private const string SpeaksTls = "where it wants TLS (a listener SSL or SASL_SSL), add 'tls' to the cluster in the settings";
    private const string WantsCertificate = "where it wants a client's certificate, name one that it trusts with tls.certificate of the cluster in the settings";
    private bool _hasHeard;
    private int _correlationId = OwnFrame.FirstCorrelationId;

    public SocketLink Link => link;
    public BrokerAddress Broker => broker;

    /// <summary>Who has logged in on it; null: nobody.</summary>
    public Account? Account { get; set; }

    /// <summary>For how long the broker takes that.</summary>
    public LoginTerm Term { get; set; } = LoginTerm.Endless;

    /// <summary>What may be wrong where the broker closes; empty once it has answered.</summary>
    public string Hint => _hasHeard ? "" : $" without a word; {(link.IsSecure ? WantsCertificate : SpeaksTls)}";

    /// <summary>Sends a body and returns the answer's. Throws <see cref="FaultException"/> where the broker closes or answers with nonsense.</summary>
    public async Task<byte[]> AskAsync(ApiRow api, short version, ReadOnlyMemory<byte> body)
    {
        var correlationId = _correlationId++;
        await link.SendAsync(OwnFrame.Of(api, version, correlationId, body.Span)).ConfigureAwait(false);
        var frame = await ReadFrameAsync(api).ConfigureAwait(false);
        if (ResponseHeaderView.Read(frame, api, version, out var header) is not null || header.CorrelationId != correlationId)
            throw Broken(api, "its answer does not belong to the request");
        return frame[header.BodyOffset..];
    }

    /// <summary>Walks an answer; throws <see cref="FaultException"/> where it is malformed.</summary>
    public Walk Walk(ApiRow api, short version, byte[] body)
    {
        var walk = new Walk();
        return walk.Read(api.Response(version), body) is null ? walk : throw Broken(api, "its answer is malformed");
    }

    public FaultException Broken(ApiRow api, string how) => OwnFrame.Broken(broker, api, how);

    private async Task<byte[]> ReadFrameAsync(ApiRow api)
    {
        var prefix = new byte[FrameScanner.Prefix];
        await FillAsync(prefix, api).ConfigureAwait(false);
        var size = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (size < sizeof(int) || size > maxFrameBytes)
            throw Broken(api, string.Create(CultureInfo.InvariantCulture, $"its answer claims {size} bytes; {(prefix[0] is Alert && prefix[1] == 3 && !link.IsSecure ? SpeaksTls : "is it a Kafka broker?")}"));
        var frame = new byte[size];
        await FillAsync(frame, api).ConfigureAwait(false);
        return frame;
    }

    private async Task FillAsync(Memory<byte> room, ApiRow api)
    {
        while (!room.IsEmpty)
        {
            var count = await link.ReceiveAsync(room).ConfigureAwait(false);
            if (count == 0)
                throw Broken(api, $"it closed the connection{Hint}");
            _hasHeard = true;
            room = room[count..];
        }
    }
}
