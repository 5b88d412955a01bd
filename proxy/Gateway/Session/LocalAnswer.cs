using System.Collections.Immutable;
using System.Text;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>The bodies that a session answers with by itself, with no rule involved.</summary>
internal static class LocalAnswer
{
    public const short SaslHandshakeKey = 17;
    public const short SaslAuthenticateKey = 36;
    public const short UnsupportedVersion = 35;
    public const short IllegalSaslState = 34;
    private const short InvalidRequest = 42;
    private const short FirstWithLifetime = 1;
    private const short FirstWithThrottle = 1;
    private const short FirstFlexibleVersions = 3;
    private const short FirstFlexible = 2;

    /// <summary>
    /// What an authenticated client is answered without asking the broker: error 35 to a version of ApiVersions above the last, error 34
    /// to SASL at the wrong time. Null: the request is none of these.
    /// </summary>
    public static byte[]? To(short apiKey, short version, short lastApiVersions) => apiKey switch
    {
        ClientSoftware.ApiKey when version < 0 || version > lastApiVersions => UnsupportedApiVersions(lastApiVersions),
        SaslHandshakeKey => SaslHandshake(IllegalSaslState, []),
        SaslAuthenticateKey => SaslAuthenticate(version, IllegalSaslState, "SaslAuthenticate request received after successful authentication"u8, default),
        _ => null,
    };

    /// <summary>
    /// To an ApiVersions request of a version that nobody knows yet, whatever it asks: the body of v0 with only ApiVersions itself.
    /// Grammar: int16 error, int32 count, {int16 key, int16 min, int16 max}.
    /// </summary>
    public static byte[] UnsupportedApiVersions(short last)
    {
        var body = new byte[2 + 4 + 6];
        var writer = new WireWriter(body);
        var api = ApiTable.Find(ClientSoftware.ApiKey)!;
        writer.Int16(UnsupportedVersion);
        writer.Int32(1);
        writer.Int16(api.Key);
        writer.Int16(api.MinVersion);
        writer.Int16(last);
        return body;
    }

    /// <summary>To an ApiVersions request that is not fit. Grammar: int16 error, no api_keys, [v1+: int32 throttle], [v3+: tags].</summary>
    public static byte[] InvalidApiVersions(short version)
    {
        var compact = version >= FirstFlexibleVersions;
        var body = new byte[2 + 4 + 4 + 1];
        var writer = new WireWriter(body);
        writer.Int16(InvalidRequest);
        writer.Length(0, compact);
        if (version >= FirstWithThrottle)
            writer.Int32(0);
        if (compact)
            writer.UVarint(0);
        return body[..writer.Position];
    }

    /// <summary>Grammar: int16 error, array of string mechanisms.</summary>
    public static byte[] SaslHandshake(short error, ImmutableArray<string> mechanisms)
    {
        var body = new byte[2 + 4 + mechanisms.Sum(name => 2 + name.Length)];
        var writer = new WireWriter(body);
        writer.Int16(error);
        writer.Int32(mechanisms.Length);
        foreach (var name in mechanisms)
            writer.String(Encoding.ASCII.GetBytes(name), compact: false);
        return body;
    }

    /// <summary>
    /// Grammar: int16 error, nullable string message, bytes auth, [v1+: int64 session_lifetime_ms], [v2+: tags]. <paramref name="life"/>: when
    /// the client has to have proved itself again; null: never, which is 0 there.
    /// </summary>
    public static byte[] SaslAuthenticate(short version, short error, ReadOnlySpan<byte> message, ReadOnlySpan<byte> token, TimeSpan? life = null)
    {
        var compact = version >= FirstFlexible;
        var body = new byte[32 + message.Length + token.Length];
        var writer = new WireWriter(body);
        writer.Int16(error);
        if (message.IsEmpty)
            writer.NullString(compact);
        else
            writer.String(message, compact);
        if (compact)
            writer.UVarint((uint)token.Length + 1);
        else
            writer.Int32(token.Length);
        writer.Raw(token);
        if (version >= FirstWithLifetime)
            writer.Int64(life is { } lasts ? Math.Max(1, (long)lasts.TotalMilliseconds) : 0);
        if (compact)
            writer.UVarint(0);
        return body[..writer.Position];
    }
}
