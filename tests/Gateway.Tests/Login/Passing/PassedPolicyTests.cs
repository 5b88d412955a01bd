using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Login.Tokens;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;
using static Compliance.Gateway.Tests.Fakes.SaslFrames;

namespace Compliance.Gateway.Tests.Login.Passing;

/// <summary>Policies, and evidence, of clients that log in at the broker, of a cluster into which the proxy itself can't.</summary>
public sealed class PassedPolicyTests
{
    private const short GroupDenied = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Dictionary<string, string> Users = new() { ["till"] = "till-secret", ["analyst"] = "analyst-secret" };

    [Fact]
    public async Task The_broker_lets_in_and_the_policies_decide_for_whom_it_has()
    {
        // Given brokers that know their users, who are nobody else's to know, and close on whoever asks more than versions before,
        await using var cluster = await FakeCluster.StartAsync(brokers: 2, Users);
        cluster.Topic("payments.eu", partitions: 2);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, clients: "passThrough: true");

        // when a till writes to both brokers, and an analyst reads and writes,
        Assert.Equal(ErrorCode.NoError, await WriteAsync(proxy, "till", 0));
        Assert.Equal(ErrorCode.NoError, await WriteAsync(proxy, "till", 1));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await WriteAsync(proxy, "analyst", 0));
        var masked = Read(proxy, "analyst");

        // then each may do what the policy says of him, and sees what it shows him; and who is not let in is told so.
        Assert.Equal("""{"card":"****1111"}""", masked);
        Assert.Equal(ErrorCode.Local_Authentication, await WriteAsync(proxy, "stranger", 0));
        var events = await proxy.StopAsync();
        Assert.Contains(events, e => e is { Action: "authn.plain", Outcome: "success", Principal: "User:till", AuthMechanism: "PLAIN" });
        Assert.Contains(events, e => e is { Action: "authn.plain", Outcome: "failure", Principal: "User:stranger", ErrorCode: 58 });
        Assert.Contains(events, e => e is { Action: "kafka.fetch", Principal: "User:analyst", AuthMechanism: "PLAIN" });
        Assert.Contains(events, e => e is { Action: "kafka.produce", Decision: "deny", Principal: "User:analyst" });
        Assert.DoesNotContain(cluster.Brokers.SelectMany(broker => broker.Requests), request => request.ClientId == "compliance-proxy" && request.ApiKey != Frames.ApiVersions);
    }

    [Fact]
    public async Task With_a_login_of_its_own_the_proxy_asks_and_clients_still_come_as_who_they_are()
    {
        var users = Users.Append(new("own", "own-secret")).ToDictionary();
        await using var cluster = await FakeCluster.StartAsync(users: users);
        cluster.Topic("payments.eu");
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, clients: "passThrough: true",
            cluster: ", login: {mechanism: PLAIN, user: own, password: \"${file:own}\"}", before: proxy => proxy.Write("own", "own-secret"));

        Assert.Equal(ErrorCode.NoError, await WriteAsync(proxy, "till", 0));

        var requests = cluster.Brokers[0].Requests;
        Assert.Equal("till", Assert.Single(requests, request => request.ApiKey == Frames.Produce).Connection.User);
        Assert.Contains(requests, request => request is { ClientId: "compliance-proxy", ApiKey: Frames.Metadata, Connection.User: "own" });
    }

    [Fact]
    public async Task Groups_and_claims_of_a_token_that_the_broker_has_taken_reach_the_policies_and_change_with_it()
    {
        // Given people who are told by what their tokens say, beside their names,
        var issuer = new TestIssuer();
        var taken = 0;
        await using var broker = new ScriptedBroker(frame => Frames.ApiKeyOf(frame) switch
        {
            Frames.SaslHandshake => Frames.Answer(Frames.CorrelationIdOf(frame), [0, 0, 0, 0, 0, 0]),
            Frames.SaslAuthenticate when Interlocked.Increment(ref taken) > 0 => Frames.Answer(Frames.CorrelationIdOf(frame), [0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 234, 96]),
            _ => BearerLoginTests.Coordinator(frame),
        });
        await using var proxy = await GovernedProxy.StartAsync($"127.0.0.1:{broker.Port}", policy: BearerLoginTests.People,
            clients: "passThrough: {mechanisms: OAUTHBEARER, oauth: {principal: name, groups: groups, claims: [dept]}}");
        using var client = await proxy.ConnectAsync();
        string Message(string group) => TestIssuer.Message(issuer.Token("c0ffee", (_, claims) =>
        {
            claims["name"] = "alice";
            claims["groups"] = new JsonArray(group);
            claims["dept"] = "audit";
        }));

        await client.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, Message("fraud")));
        Assert.Equal(new[] { 1, 2 }, await client.ReadCorrelationIdsAsync(2));
        Assert.Equal(0, await FindAsync(client, 3));

        // when the next token does not say so any more, then he is none of them, without another connection.
        await client.SendAsync(Handshake(1, 4, "OAUTHBEARER"), Authenticate(1, 5, Message("tills")));
        Assert.Equal(new[] { 4, 5 }, await client.ReadCorrelationIdsAsync(2));
        Assert.Equal(GroupDenied, await FindAsync(client, 6));
        Assert.Equal(2, taken);
        Assert.Equal(2, (await proxy.StopAsync()).Count(e => e is { Action: "authn.oauthbearer", Outcome: "success", Principal: "User:alice" }));
    }

    private static async Task<short> FindAsync(RawClient client, int correlationId)
    {
        await client.SendAsync(Frames.Find(correlationId, "g"));
        return BinaryPrimitives.ReadInt16BigEndian((await client.ReadAsync()).AsSpan(8));
    }

    private static async Task<ErrorCode> WriteAsync(GovernedProxy proxy, string user, int partition)
    {
        // Whichever comes first: the record's end, or the login's.
        var met = new TaskCompletionSource<ErrorCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var producer = new ProducerBuilder<Null, string>(LoggingIn(new ProducerConfig { MessageTimeoutMs = 30_000 }, proxy, user)).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) =>
            {
                if (error.Code == ErrorCode.Local_Authentication)
                    met.TrySetResult(error.Code);
            }).Build();
        producer.Produce(new TopicPartition("payments.eu", partition), new Message<Null, string> { Value = """{"card":"41111111","code":"7"}""" }, report => met.TrySetResult(report.Error.Code));
        return await met.Task.WaitAsync(Patience);
    }

    private static string? Read(GovernedProxy proxy, string user)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(LoggingIn(new ConsumerConfig { GroupId = "analyst-1", EnableAutoCommit = false }, proxy, user)).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset("payments.eu", 0, 0));
        return consumer.Consume(Patience)?.Message.Value;
    }

    private static T LoggingIn<T>(T config, GovernedProxy proxy, string user)
        where T : ClientConfig
    {
        (config.BootstrapServers, config.SecurityProtocol, config.SaslMechanism) = (proxy.Bootstrap.ToString(), SecurityProtocol.SaslPlaintext, SaslMechanism.Plain);
        (config.SaslUsername, config.SaslPassword) = (user, user + "-secret");
        return config;
    }
}
