using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Edge;

/// <summary>
/// What a client says before it has proved who it is. An input is a PLAIN token, a message of SCRAM and one of OAUTHBEARER, or (first byte odd) a frame without its length. A token
/// that is taken names exactly the user in it, whose password is exactly the rest; its text form shows none of that.
/// </summary>
internal sealed class SaslTarget : Target
{
    private const int MaxTokenBytes = 256;
    private readonly SessionState _session = TestRoute.Session();

    public override string Name => "sasl";
    public override int Share => 60;
    public override int Head => 1;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (input.IsEmpty)
            return;
        var bytes = input[1..];
        if ((input.Span[0] & 1) == 0)
        {
            Token(bytes, probe);
            Scram(bytes.Span, probe);
            Bearer(bytes.Span, probe);
        }
        else
            Early(bytes, probe);
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        .. new[] { "\0till\0till-secret", "till\0till\0s", "\0ä\0ö", "\0\0", "a\0b\0c", "\0till\0a\0b" }.Select(token => new Sample([0, .. Encoding.UTF8.GetBytes(token)])),
        .. new[] { "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", "y,a=us=2Cer,n=us=2Cer,r=abc,x=1", "n,,n=a=3Db,r=abc,tokenauth=true", "p=tls-exporter,,n=u,r=a", "c=biws,r=abcdef,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "c=eSws,r=abc,e=1,p=AAAA" }
            .Select(message => new Sample([0, .. Encoding.UTF8.GetBytes(message)])),
        .. new[] { "n,a=user@example.com,\u0001host=server.example.com\u0001port=143\u0001auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001", "y,,\u0001auth=bearer  a.b-c_d\u0001trace=7 7\u0001\u0001", "n,a=a=2Cb=3D,\u0001auth=Bearer t\u0001auth=Bearer u\u0001\u0001" }
            .Select(message => new Sample([0, .. Encoding.UTF8.GetBytes(message)])),
        .. from version in new short[] { 0, 1, 2 } select Request(36, version, "AuthBytes", "\0till\0till-secret"u8.ToArray()),
        .. from version in new short[] { 0, 1 } select Request(17, version, "Mechanism", "PLAIN"),
        .. from version in new short[] { 0, 3, 4 } select Request(18, version, "ClientSoftwareName", "librdkafka"),
    ];

    private static void Token(ReadOnlyMemory<byte> bytes, Probe probe)
    {
        probe.Begin();
        var token = PlainToken.Parse(bytes, out string problem);
        probe.End(128 + (4L * bytes.Length));
        if (token is not { } taken)
        {
            Demand(problem.Length > 0, "refused without a reason");
            probe.Count("no token");
            return;
        }

        probe.Count("token");
        byte[] user = Encoding.UTF8.GetBytes(taken.User);
        var rest = bytes.Span;
        bool named = rest[0] == 0;
        if (!named)
        {
            Demand(rest.StartsWith(user) && rest[user.Length] == 0, "it acts as another than it claims");
            rest = rest[user.Length..];
        }

        Demand(rest[1..].StartsWith(user) && rest[user.Length + 1] == 0, "another user than the token's");
        Demand(taken.Password.Span.SequenceEqual(rest[(user.Length + 2)..]) && !taken.Password.Span.Contains((byte)0), "another password than the token's");
        Demand(UserName.Problem(taken.User) is null, "a name that no user may have");
        Demand(taken.ToString() == $"PLAIN token of {taken.User}", "a text form that shows more than the user");
    }

    private static void Scram(ReadOnlySpan<byte> bytes, Probe probe)
    {
        probe.Begin();
        var first = ScramFirst.Parse(bytes, out string problem);
        var final = ScramFinal.Parse(bytes);
        probe.End(1024 + (24L * bytes.Length));
        Demand(first is not null || problem.Length > 0, "refused without a reason");
        if (first is not null)
        {
            Demand(UserName.Problem(first.User) is null, "a name that no user may have");
            Demand(first.Header + first.Bare == Encoding.UTF8.GetString(bytes), "the parts are not the message");
            Demand(first.Nonce.Length > 0 && first.Bare.Contains($",r={first.Nonce}", StringComparison.Ordinal), "another nonce than the message's");
            probe.Count("scram first");
        }

        if (final is null)
            return;
        Demand(Encoding.ASCII.GetString(bytes).StartsWith(final.WithoutProof + ",p=", StringComparison.Ordinal), "the proof is not the end");
        Demand(!final.ToString().Contains(Convert.ToBase64String(final.Proof), StringComparison.Ordinal) || final.Proof.Length == 0, "a text form that shows the proof");
        probe.Count("scram final");
    }

    private static void Bearer(ReadOnlySpan<byte> bytes, Probe probe)
    {
        probe.Begin();
        var message = BearerMessage.Parse(bytes, MaxTokenBytes, out string problem);
        probe.End(1024 + (24L * bytes.Length));
        Demand(message is null == problem.Length > 0, "refused without a reason, or taken with one");
        if (message is null)
            return;
        string text = Encoding.Latin1.GetString(bytes);
        Demand(message.Token.Length is > 0 and <= MaxTokenBytes, "a token that is none, or too large");
        Demand(text.EndsWith("\u0001\u0001", StringComparison.Ordinal) && text.Split("\u0001auth=", StringSplitOptions.None).Length == 2, "a message without its end, or with two tokens");
        Demand(text.Contains(message.Token + "\u0001", StringComparison.Ordinal) && message.Token.All(c => c is > ' ' and <= '~' and not ',' and not '"'), "another token than the message's");
        Demand(message.ActsAs is null == (text[1] == ',' && text[2] == ','), "another to act as than the message's");
        Demand(!message.ToString().Contains(message.Token, StringComparison.Ordinal) || "OAUTHBEARER message".Contains(message.Token, StringComparison.Ordinal), "a text form that shows the token");
        probe.Count("bearer");
    }

    private void Early(ReadOnlyMemory<byte> frame, Probe probe)
    {
        probe.Begin();
        var fault = EarlyRequest.Read(frame, _session, out var request);
        bool plain = request?.Mechanism.SequenceEqual("PLAIN"u8) ?? false;
        var token = request?.Token ?? default;
        probe.End(1024 + (4L * frame.Length));
        if (fault is { } found)
        {
            Demand(request is null, "a fault and a request");
            probe.Count(Kinds.Of(found.Kind));
            return;
        }

        Demand(token.Length <= frame.Length, "a token longer than its frame");
        if (request is { ApiKey: 18, Known: true })
            ClientSoftware.Read(_session, request.Version, request.Body.Span);
        probe.Count(plain ? "PLAIN" : token.IsEmpty ? "early request" : "early token");
    }

    private static Sample Request(short key, short version, string field, object value)
    {
        var api = ApiTable.Find(key)!;
        byte[] body = new Message(api.Request(version)) { [field] = value }.Encode();
        byte[] header = api.RequestHeaderVersion(version) == 2 ? [0, (byte)key, 0, (byte)version, 0, 0, 0, 1, 0, 1, (byte)'t', 0] : [0, (byte)key, 0, (byte)version, 0, 0, 0, 1, 0, 1, (byte)'t'];
        return new Sample([1, .. header, .. body], [1, 3, 9, 1 + header.Length, 2 + header.Length, 5 + header.Length]);
    }
}
