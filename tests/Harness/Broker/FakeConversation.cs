using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Compliance.Harness.Broker.Apis;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker;

/// <summary>One connection of a fake broker, from its first frame to its end: <c>(int32 size, header, body)*</c>, one answer after the other.</summary>
internal static class FakeConversation
{
    private const short ApiVersions = 18;
    private const short SaslHandshake = 17;
    private const short SaslAuthenticate = 36;

    public static async Task RunAsync(FakeBroker broker, Socket socket, CancellationToken stop)
    {
        await using var stream = await OpenAsync(broker, socket, stop);
        var connection = new FakeConnection();
        while (await ReadFrameAsync(stream, stop) is { } frame)
        {
            if (Read(frame, connection, broker, out var unsupported) is not { } request)
            {
                if (unsupported is null)
                    return;
                await stream.WriteAsync(unsupported, stop);
                continue;
            }
            broker.Record(request);
            if (NeedsLogin(request, broker))
                return;
            var scripted = broker.NextScripted(request);
            if (scripted is not null)
                await scripted.Before.WaitAsync(stop);
            var usual = scripted is { Body: null } ? null : await FakeApis.AnswerAsync(request, broker, stop);
            var body = scripted is null ? usual : scripted.Body?.Invoke(request, usual);
            if (scripted?.Frame is { } bytes)
                await stream.WriteAsync(bytes, stop);
            else if (body is not null)
                await stream.WriteAsync(Frame(request.Api, request.Version, request.CorrelationId, body), stop);
            // A failed login ends the connection, behind the answer that says so.
            if (scripted is { Ends: true } || (request.ApiKey == SaslAuthenticate && body?["ErrorCode"] is not (short)0))
                return;
        }
    }

    private static async Task<Stream> OpenAsync(FakeBroker broker, Socket socket, CancellationToken stop)
    {
        var plain = new NetworkStream(socket);
        if (broker.Tls is not { } options)
            return plain;
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(options, stop);
        broker.Shook(secure);
        return secure;
    }

    /// <summary>As a broker: before a login little is taken, during one nothing else, and behind its end nothing but another.</summary>
    private static bool NeedsLogin(FakeRequest request, FakeBroker broker)
    {
        var (cluster, connection) = (broker.Cluster, request.Connection);
        if (!cluster.AsksWhoComes || request.ApiKey is SaslHandshake or SaslAuthenticate)
            return false;
        return connection.User is null ? request.ApiKey is not ApiVersions : connection.IsLoggingIn || cluster.Time.GetTimestamp() > connection.EndsAt;
    }

    /// <summary>A whole answer: size, header, body.</summary>
    public static byte[] Frame(ApiRow api, short version, int correlationId, Message body)
    {
        var content = body.Encode();
        var header = ResponseHeaderView.Size(api, version);
        var frame = new byte[4 + header + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, header + content.Length);
        var writer = new WireWriter(frame.AsSpan(4, header));
        ResponseHeaderView.Write(ref writer, api, version, correlationId);
        content.CopyTo(frame, 4 + header);
        return frame;
    }

    /// <summary>Null: nobody could answer this, the connection must end; or, of ApiVersions, <paramref name="unsupported"/> answers it.</summary>
    private static FakeRequest? Read(byte[] frame, FakeConnection connection, FakeBroker broker, out byte[]? unsupported)
    {
        unsupported = null;
        var fault = RequestHeaderView.Read(frame, out var header);
        if (header.Api is not { } api)
            return null;
        if (broker.Offered(api.Key) is not { } offered || header.ApiVersion < offered.Min || header.ApiVersion > offered.Max)
        {
            if (api.Key == ApiVersions)
                unsupported = Frame(api, 0, header.CorrelationId, ApiVersionsApi.Unsupported(broker));
            return null;
        }
        var walk = new Walk();
        if (fault is not null || walk.Read(api.Request(header.ApiVersion), frame.AsMemory(header.BodyOffset)) is not null)
            return null;
        return new FakeRequest(api, header.ApiVersion, header.CorrelationId, Encoding.UTF8.GetString(header.ClientId), Message.Decode(walk), frame, connection);
    }

    private static async Task<byte[]?> ReadFrameAsync(Stream stream, CancellationToken stop)
    {
        var prefix = new byte[4];
        if (await stream.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false, stop) < 4)
            return null;
        var size = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (size is < 8 or > FrameScanner.DefaultMaxFrame)
            return null;
        var frame = new byte[size];
        return await stream.ReadAtLeastAsync(frame, size, throwOnEndOfStream: false, stop) < size ? null : frame;
    }
}
