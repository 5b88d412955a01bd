using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>A broker at which clients log in: it takes whatever mechanism, answers their messages as a test says, in turn, and everything else with the correlation id alone.</summary>
internal static class LoginBroker
{
    public static ScriptedBroker Saying(params LoginReply[] replies)
    {
        var left = new ConcurrentQueue<LoginReply>(replies);
        var isBare = false;
        return new ScriptedBroker(async (frame, stream) =>
        {
            if (isBare && left.TryDequeue(out var bare))
                return await SayAsync(bare, SaslFrames.Bare(bare.Token), stream);
            if (Frames.ApiKeyOf(frame) == Frames.SaslHandshake)
            {
                isBare = Frames.VersionOf(frame) == 0;
                return Frames.Answer(Frames.CorrelationIdOf(frame), [0, 0, 0, 0, 0, 0]);
            }

            return Frames.ApiKeyOf(frame) == Frames.SaslAuthenticate && left.TryDequeue(out var reply)
                ? await SayAsync(reply, Authenticate(frame, reply), stream)
                : Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
    }

    /// <summary>Requests as they came, but those that the proxy asks by itself.</summary>
    public static List<byte[]> FromClients(this ScriptedBroker broker) =>
        [.. broker.Received.Where(frame => !Encoding.ASCII.GetString(frame).Contains("compliance-proxy", StringComparison.Ordinal))];

    /// <summary>Their APIs.</summary>
    public static List<short> Asked(this ScriptedBroker broker) => [.. broker.FromClients().Select(Frames.ApiKeyOf)];

    private static async Task<byte[]?> SayAsync(LoginReply reply, byte[] frame, NetworkStream stream)
    {
        if (!reply.IsSilent)
            await stream.WriteAsync(frame);
        if (reply.Ends)
            stream.Close();
        return null;
    }

    private static byte[] Authenticate(byte[] request, LoginReply reply)
    {
        var version = Frames.VersionOf(request);
        var isFlexible = version >= 2;
        var (message, token) = (Encoding.UTF8.GetBytes(reply.Message), Encoding.UTF8.GetBytes(reply.Token));
        var body = new byte[32 + message.Length + token.Length];
        var writer = new WireWriter(body);
        if (isFlexible)
            writer.UVarint(0);
        writer.Int16(reply.Error);
        if (message.Length == 0)
            writer.NullString(isFlexible);
        else
            writer.String(message, isFlexible);
        if (isFlexible)
            writer.UVarint((uint)token.Length + 1);
        else
            writer.Int32(token.Length);
        writer.Raw(token);
        if (version >= 1)
            writer.Int64(reply.LifeMs);
        if (isFlexible)
            writer.UVarint(0);
        return Frames.Answer(Frames.CorrelationIdOf(request), body.AsSpan(0, writer.Position));
    }
}
