using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// What a broker answers to SaslHandshake or SaslAuthenticate, over a frame with its length. <see cref="Life"/>: how long the login does; null:
/// as long as the connection. The text of an error is the client's alone: it may name what nobody else should read.
/// <code>
/// handshake:    int16 error, [string mechanisms]
/// authenticate: int16 error, nullable string message, bytes auth, [v1+: int64 session_lifetime_ms], [v2+: tags]
/// </code>
/// </summary>
internal readonly ref struct LoginAnswer
{
    private const short FirstFlexible = 2;
    private const short FirstWithLifetime = 1;

    private LoginAnswer(short error, ReadOnlySpan<byte> message, TimeSpan? life)
    {
        Error = error;
        Message = message;
        Life = life;
    }

    public short Error { get; }
    public ReadOnlySpan<byte> Message { get; }
    public TimeSpan? Life { get; }

    /// <summary>Throws <see cref="FaultException"/> where it does not belong to the request, or is malformed.</summary>
    public static LoginAnswer Read(ReadOnlySpan<byte> frame, EarlyRequest ask)
    {
        var api = ask.Api!;
        frame = frame[FrameScanner.Prefix..];
        if (ResponseHeaderView.Read(frame, api, ask.Version, out var header) is not null)
            throw Malformed(api);
        if (header.CorrelationId != ask.CorrelationId)
            throw new FaultException(FrameFault.Mismatch(api));
        var reader = new WireReader(frame[header.BodyOffset..]);
        var error = reader.Int16();
        if (api.Key == LocalAnswer.SaslHandshakeKey)
            return reader.Failed ? throw Malformed(api) : new LoginAnswer(error, default, null);
        var isFlexible = ask.Version >= FirstFlexible;
        _ = isFlexible ? reader.CompactString(out _) : reader.ClassicString(out _);
        _ = isFlexible ? reader.CompactBytes(out var message) : reader.ClassicBytes(out message);
        var lifeMs = ask.Version >= FirstWithLifetime ? reader.Int64() : 0;
        return reader.Failed ? throw Malformed(api) : new LoginAnswer(error, message, lifeMs > 0 ? TimeSpan.FromMilliseconds(Math.Min(lifeMs, int.MaxValue * 1000L)) : null);
    }

    private static FaultException Malformed(ApiRow api) =>
        new(new Fault(FaultSide.Broker, FaultKind.FrameMalformed, $"The broker's answer to {api.Name} is malformed, so it is not known whom it has let in."));
}
