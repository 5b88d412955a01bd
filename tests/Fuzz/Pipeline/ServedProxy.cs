using System.Net;
using System.Net.Sockets;
using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Gateway;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// A proxy with the test policy and logins, over real sockets, and a broker behind it that answers as the input in hand says. What the
/// broker gets is kept until it is asked for. One input at a time.
/// </summary>
internal sealed class ServedProxy : IAsyncDisposable
{
    private readonly FastFolder _folder = new("session");
    private readonly DefectLog _log = new();
    private ScriptedBroker _broker = null!;
    private GatewayProcess _proxy = null!;
    private SessionInput _input = new(false, default, []);
    private int _answered;

    public RuleSet Rules { get; private set; } = null!;

    /// <summary>A line about a defect of the proxy; null: none was logged.</summary>
    public string? Defect => _log.First;

    public int Sessions => _proxy.Sessions.Count;

    public static async Task<ServedProxy> StartAsync()
    {
        var served = new ServedProxy();
        served._broker = new ScriptedBroker(served.AnswerAsync);
        string users = Path.Combine(served._folder.Path, "users");
        UsersFile.Set(users, "till", PlainCredential.Create("till", Encoding.UTF8.GetBytes("till-secret"), 1000).ToLine());
        served.Rules = PolicyLoader.Load([("policy.yaml", Policies.Payments)]).Rules!;
        var cluster = new ClusterPlan("c", [new BrokerAddress("127.0.0.1", served._broker.Port)]);
        var route = new RoutePlan("r", cluster, new ListenPlan(IPAddress.Loopback, 0, 0, 0), "127.0.0.1", new ClientsPlan(users))
        {
            Rules = served.Rules,
            Keys = KeyRing.Ephemeral(served.Rules.Keys),
            Limits = LimitsPlan.Default with { MaxFrameBytes = 1 << 20 },
        };
        served._proxy = await GatewayProcess.StartAsync(new ActivePlan([cluster], [route], route.Limits, null, null), TimeProvider.System, served._log);
        return served;
    }

    /// <summary>Connects, sends the stream, reads until the proxy closes, and gives the frames that the broker got from this client.</summary>
    /// <exception cref="OracleException">The proxy does not close, though the client has sent all and the broker has answered or closed.</exception>
    public List<byte[]> Serve(SessionInput input)
    {
        (_input, _answered) = (input, 0);
        _broker.Received.Clear();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 50_000 };
        socket.Connect(_proxy.Bootstrap("r"));
        byte[] room = new byte[64 << 10];
        try
        {
            socket.Send(input.Stream.Span);
            socket.Shutdown(SocketShutdown.Send);
            while (socket.Receive(room) > 0)
                continue;
        }
        catch (SocketException gone) when (gone.SocketErrorCode == SocketError.TimedOut)
        {
            throw new OracleException("the session does not end");
        }
        catch (SocketException)
        {
            // The proxy closed over bytes that it had not read.
        }

        return [.. _broker.Received.Where(frame => !IsOwn(frame))];
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<byte[]?> AnswerAsync(byte[] frame, NetworkStream stream)
    {
        var input = _input;
        int index = Interlocked.Increment(ref _answered) - 1;
        byte[] body = index < input.Answers.Count ? input.Answers[index] : [0, 0, 0, 0, 0, 0];
        if (!input.IsRaw)
            return Frames.Answer(Frames.CorrelationIdOf(frame), body);
        await stream.WriteAsync(body);
        stream.Close();
        return null;
    }

    private static bool IsOwn(byte[] frame) => frame.AsSpan().IndexOf("compliance-proxy"u8) >= 0;
}
