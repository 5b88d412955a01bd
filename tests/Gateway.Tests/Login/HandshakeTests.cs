using System.Buffers.Binary;
using System.Text;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;
using static Compliance.Gateway.Tests.Fakes.SaslFrames;

namespace Compliance.Gateway.Tests.Login;

/// <summary>SASL/PLAIN that ends at the proxy, as clients' bytes.</summary>
public sealed class HandshakeTests : IDisposable
{
    private const short UnsupportedMechanism = 33;
    private const short IllegalSaslState = 34;
    private const short UnsupportedVersion = 35;
    private const short AuthenticationFailed = 58;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new("handshake");
    private readonly ClientsPlan _clients;

    public HandshakeTests()
    {
        var file = _folder.Combine("users");
        UsersFile.Set(file, "alice", PlainCredential.Create("alice", "wonderland"u8, iterations: 1000).ToLine());
        _clients = new ClientsPlan(file);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_right_password_opens_the_connection(short version)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        // When a client chooses PLAIN and proves itself,
        await client.SendAsync(Handshake(1, 1, "PLAIN"));
        Assert.Equal(0, ErrorOf(await client.ReadAsync()));
        await client.SendAsync(Authenticate(version, 2, "\0alice\0wonderland"));
        Assert.Equal(0, ErrorOf(await client.ReadAsync(), version >= 2 ? 1 : 0));

        // then what follows reaches the broker, and the log names the principal.
        await client.SendAsync(Frames.Beat(3));
        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.True(proxy.Log.Contains("Authenticated User:alice"));
        Assert.DoesNotContain(broker.Received, frame => Frames.ApiKeyOf(frame) is Frames.SaslHandshake or Frames.SaslAuthenticate);
    }

    [Fact]
    public async Task The_old_exchange_of_bare_tokens_is_understood()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(0, 1, "PLAIN"));
        Assert.Equal(0, ErrorOf(await client.ReadAsync()));
        await client.SendAsync(Bare("\0alice\0wonderland"), Frames.Beat(3));

        Assert.Empty((await client.ReadAsync())!);
        Assert.Equal(3, await client.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task A_wrong_bare_token_closes_without_a_word()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(0, 1, "PLAIN"));
        Assert.Equal(0, ErrorOf(await client.ReadAsync()));
        await client.SendAsync(Bare("\0alice\0guess"));

        Assert.Null(await client.ReadAsync());
    }

    [Theory]
    [InlineData("\0alice\0guess", 0)]
    [InlineData("\0alice\0guess", 1)]
    [InlineData("\0alice\0guess", 2)]
    [InlineData("\0nobody\0wonderland", 2)]
    [InlineData("bob\0alice\0wonderland", 2)]
    [InlineData("\0alice", 2)]
    [InlineData("\0alice\0wonder\0land", 2)]
    [InlineData("", 2)]
    public async Task A_wrong_proof_gets_error_58_and_a_closed_connection(string token, short version)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        // When the proof is wrong, and the client, sure of itself, has sent its next request already,
        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(version, 2, token), Frames.Beat(3));
        Assert.Equal(0, ErrorOf(await client.ReadAsync()));
        var answer = await client.ReadAsync();

        // then it is told so, with words that lead to the log line, and nothing reaches the broker.
        Assert.Equal(AuthenticationFailed, ErrorOf(answer, version >= 2 ? 1 : 0));
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("AuthenticationFailed"), Patience, "the log line");
        var lookup = Encoding.UTF8.GetString(answer!).Split('(')[1].Split(')')[0];
        Assert.True(proxy.Log.Contains(lookup));
        Assert.False(proxy.Log.Contains("guess") || proxy.Log.Contains("wonderland"));
        Assert.DoesNotContain(broker.Received, frame => Frames.ApiKeyOf(frame) == Frames.Heartbeat);
    }

    [Fact]
    public async Task Another_mechanism_gets_error_33_with_those_there_are()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "SCRAM-SHA-256"));

        var answer = await client.ReadAsync();
        Assert.Equal(UnsupportedMechanism, ErrorOf(answer));
        Assert.Contains("PLAIN", Encoding.ASCII.GetString(answer!), StringComparison.Ordinal);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Versions_are_told_before_authentication_and_the_software_is_told_to_the_broker()
    {
        // Given a broker that offers Fetch up to another version than the proxy knows,
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        // when a client asks for the versions, first in one that nobody knows,
        await client.SendAsync(Frames.Request(Frames.ApiVersions, 99, 1, []));
        Assert.Equal(UnsupportedVersion, ErrorOf(await client.ReadAsync()));
        await client.SendAsync(Frames.Request(Frames.ApiVersions, 3, 2, [5, .. "till"u8, 4, .. "1.0"u8, 0]));
        Assert.Equal(ScriptedBroker.Versions().Length + 4, (await client.ReadAsync())!.Length);

        // and proves itself,
        await client.SendAsync(Handshake(1, 3, "PLAIN"), Authenticate(2, 4, "\0alice\0wonderland"), Frames.Beat(5));
        Assert.Equal(new[] { 3, 4, 5 }, await client.ReadCorrelationIdsAsync(3));

        // then the connection to the broker begins with the client's software, not the proxy's.
        var told = broker.Received.Single(frame => Frames.ApiKeyOf(frame) == Frames.ApiVersions && Contains(frame, "\u0005till\u00041.0"));
        Assert.Equal(3, Frames.VersionOf(told));
    }

    [Fact]
    public async Task Sasl_after_authentication_is_answered_with_error_34_and_the_connection_goes_on()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, "\0alice\0wonderland"));
        Assert.Equal(new[] { 1, 2 }, await client.ReadCorrelationIdsAsync(2));

        await client.SendAsync(Frames.Beat(3), Handshake(1, 4, "PLAIN"), Authenticate(2, 5, "\0bob\0x"), Frames.Beat(6));

        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Equal(IllegalSaslState, ErrorOf(await client.ReadAsync()));
        Assert.Equal(IllegalSaslState, ErrorOf(await client.ReadAsync(), 1));
        Assert.Equal(6, await client.ReadCorrelationIdAsync());
    }

    public static TheoryData<byte[][]> OutOfOrder { get; } = new()
    {
        new[] { Frames.Beat(1) },
        new[] { Frames.Request(Frames.Metadata, 1, 1, [0, 0, 0, 0]) },
        new[] { Authenticate(1, 1, "\0alice\0wonderland") },
        new[] { Handshake(1, 1, "PLAIN"), Handshake(1, 2, "PLAIN") },
        new[] { Handshake(1, 1, "PLAIN"), Frames.Request(Frames.ApiVersions, 0, 2, []) },
        new[] { Frames.Request(Frames.ApiVersions, 0, 1, []), Frames.Request(Frames.ApiVersions, 0, 2, []) },
        new[] { Frames.Request(4711, 0, 1, []) },
    };

    [Theory]
    [MemberData(nameof(OutOfOrder))]
    public async Task What_comes_out_of_order_before_authentication_closes_the_connection(byte[][] frames)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(frames);

        for (var i = 1; i < frames.Length; i++)
            Assert.Equal(i, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("before the client had authenticated"), Patience, "the log line");
        Assert.DoesNotContain(broker.Received, frame => Contains(frame, "\u0001t"));
    }

    [Fact]
    public async Task A_frame_before_authentication_is_bounded_more_tightly()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync([0, 0x08, 0, 1]);

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("(FrameTooLarge"), Patience, "the log line");
    }

    [Fact]
    public async Task A_client_that_does_not_authenticate_in_time_is_closed()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { AuthenticationTimeout = TimeSpan.FromSeconds(4) }, _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "PLAIN"));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("(AuthenticationTimeout"), Patience, "the log line");
    }

    [Fact]
    public async Task A_cluster_that_was_never_seen_gives_a_closed_connection_to_a_client_that_asks_for_its_versions()
    {
        await using var proxy = await RunningProxy.StartAsync(FreePort.Next(), new LimitsPlan { ConnectTimeout = TimeSpan.FromMilliseconds(200) }, _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Frames.Request(Frames.ApiVersions, 0, 1, []));

        Assert.Null(await client.ReadAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_exchange_of_two_messages_opens_the_connection_and_says_so_by_its_own_name(short handshake)
    {
        // Given a route that offers SCRAM beside PLAIN, and a user that has it,
        await using var broker = ScriptedBroker.Echo();
        UsersFile.Set(_folder.Combine("users"), "bob", ScramCredential.Create("bob", ScramKind.Sha256, "pencil"u8, 4096).ToLine());
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients with { Mechanisms = ["PLAIN", "SCRAM-SHA-256"] });
        using var client = await proxy.ConnectAsync();

        // when the user chooses it and answers the challenge, in the frames of either exchange,
        await client.SendAsync(Handshake(handshake, 1, "SCRAM-SHA-256"));
        var offered = await client.ReadAsync();
        Assert.Equal(0, ErrorOf(offered));
        Assert.Contains("SCRAM-SHA-256", Encoding.ASCII.GetString(offered!), StringComparison.Ordinal);
        await client.SendAsync(handshake == 0 ? Bare("n,,n=bob,r=abc") : Authenticate(2, 2, "n,,n=bob,r=abc"));
        var challenge = Encoding.ASCII.GetString((await client.ReadAsync())!);
        challenge = challenge[challenge.IndexOf("r=abc", StringComparison.Ordinal)..].TrimEnd('\0');
        var answer = ScramTests.Answer(ScramKind.Sha256, "n=bob,r=abc", challenge, "pencil");
        await client.SendAsync(handshake == 0 ? Bare(answer) : Authenticate(1, 3, answer));
        Assert.Contains("v=", Encoding.ASCII.GetString((await client.ReadAsync())!), StringComparison.Ordinal);

        // then it is in.
        await client.SendAsync(Frames.Beat(4));
        Assert.Equal(4, await client.ReadCorrelationIdAsync());
        Assert.True(proxy.Log.Contains("Authenticated User:bob"));
    }

    /// <summary>Behind the correlation id and <paramref name="tags"/> bytes of the header's tag section.</summary>
    private static short ErrorOf(byte[]? answer, int tags = 0) => BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(4 + tags));

    private static bool Contains(byte[] frame, string text) => frame.AsSpan().IndexOf(Encoding.Latin1.GetBytes(text)) >= 0;
}
