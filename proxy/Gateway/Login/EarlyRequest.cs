using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Login;

/// <summary>A request that comes before authentication. Its body is the reader's: valid until the frame is consumed.</summary>
internal sealed record EarlyRequest(short ApiKey, ApiRow? Api, bool Known, short Version, int CorrelationId, ReadOnlyMemory<byte> Body)
{
    private const short FirstFlexibleAuthenticate = 2;

    /// <summary>The bytes of a SaslAuthenticate; empty where it is malformed. Grammar: bytes auth (compact from v2).</summary>
    public ReadOnlyMemory<byte> Token
    {
        get
        {
            var reader = new WireReader(Body.Span);
            var there = Version >= FirstFlexibleAuthenticate ? reader.CompactBytes(out var token) : reader.ClassicBytes(out token);
            return there && !reader.Failed ? Body.Slice(reader.Position - token.Length, token.Length) : default;
        }
    }

    /// <summary>Reads the header; the client id goes into the session's state.</summary>
    public static WireFault? Read(ReadOnlyMemory<byte> frame, SessionState session, out EarlyRequest? request)
    {
        request = null;
        if (RequestHeaderView.Read(frame.Span, out var header) is { } fault)
            return fault;
        session.SetClientId(header.ClientId.IsEmpty, header.ClientId);
        request = new EarlyRequest(header.ApiKey, header.Api, header.Known, header.ApiVersion, header.CorrelationId, frame[header.BodyOffset..]);
        return null;
    }

    /// <summary>The mechanism that a SaslHandshake asks for; empty where it is malformed. Grammar: string mechanism.</summary>
    public ReadOnlySpan<byte> Mechanism
    {
        get
        {
            var reader = new WireReader(Body.Span);
            return reader.ClassicString(out var asked) && !reader.Failed ? asked : default;
        }
    }
}
