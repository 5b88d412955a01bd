using System.Buffers.Binary;
using System.Text;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Wire;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>Sessions with everything on: users, rules and evidence; in front of a broker in this process.</summary>
[Collection(Alone.Name)]
public sealed class GovernedTests(ITestOutputHelper output)
{
    private const short GroupDenied = 30;
    /// <summary>12 KB for the pair; the client and the broker, which live in this process too, take the rest.</summary>
    private const long MaxIdleBytes = 20 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Refusals_of_the_policy_keep_their_place_among_the_brokers_answers()
    {
        // Given an analyst, who may use some groups and not others,
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);
        using var client = await proxy.ConnectAsync("analyst");
        var random = new Random(5);
        const int Count = 2_000;
        var isAllowed = Enumerable.Range(0, Count).Select(_ => random.Next(2) == 0).ToList();

        // when requests for both are sent without waiting,
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
                await client.SendAsync(Frames.Find(i, isAllowed[i] ? "analyst-1" : "others"));
        });

        // then every answer comes in order: the proxy's where it refuses, else the broker's.
        for (var i = 0; i < Count; i++)
        {
            var answer = await client.ReadAsync();
            Assert.Equal(i, BinaryPrimitives.ReadInt32BigEndian(answer));
            Assert.Equal(isAllowed[i], BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(8)) != GroupDenied);
        }

        await sending;
        Assert.Equal(isAllowed.Count(allowed => allowed), cluster.Brokers[0].Requests.Count(request => request.Api.Key == Frames.FindCoordinator));
    }

    [Fact]
    public async Task A_refused_Produce_without_acknowledgement_closes_the_connection_and_only_that()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);
        using var analyst = await proxy.ConnectAsync("analyst");

        // When an analyst, who may not write, writes and wants no answer,
        await analyst.SendAsync(Produce(acks: 0, "payments.eu"));

        // then the connection closes, the log and the evidence say why, and the broker has seen nothing.
        Assert.Null(await analyst.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Policy (Refused"), Patience, "the log line");
        var events = await proxy.StopAsync();
        Assert.Contains(events, e => e is { Action: "kafka.produce", Outcome: "failure", Topic: "payments.eu", Decision: "deny", Principal: "User:analyst" });
        Assert.Contains(events, e => e is { Action: "session.end", Outcome: "failure" } && e.Reason!.StartsWith("Policy Refused", StringComparison.Ordinal));
        Assert.DoesNotContain(cluster.Brokers[0].Requests, request => request.Api.Key == Frames.Produce && request.Version == 7);
    }

    [Fact]
    public async Task Bytes_behind_a_request_are_cut_off_as_brokers_skip_them()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);
        using var client = await proxy.ConnectAsync("analyst");

        // When the question for all topics comes as librdkafka writes it: null, false, false, no tags, and three bytes of a count it made room for,
        byte[] question = [0, 0, 0, 0];
        await client.SendAsync(Frames.Request(Frames.Metadata, 12, 77, [.. question, 1, 0, 0]));

        // then it is answered, and the broker was sent the question alone.
        Assert.Equal(77, BinaryPrimitives.ReadInt32BigEndian(await client.ReadAsync()));
        var sent = cluster.Brokers[0].Requests.Single(request => request.Api.Key == Frames.Metadata && request.CorrelationId == 77);
        Assert.Equal(Frames.Request(Frames.Metadata, 12, 77, question)[4..], sent.Frame);
    }

    [Fact]
    public async Task Sessions_and_logins_are_evidence()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);

        // Given one who logs in, one with a wrong password and one with a wrong mechanism,
        (await proxy.ConnectAsync("till")).Dispose();
        using (var bad = await proxy.ConnectAsync())
        {
            await bad.SendAsync(Frames.Handshake("PLAIN"), Frames.Authenticate("\0till\0guess-4711"));
            await bad.ReadCorrelationIdsAsync(2);
        }

        using (var odd = await proxy.ConnectAsync())
        {
            await odd.SendAsync(Frames.Handshake("GSSAPI"));
            await odd.ReadCorrelationIdAsync();
        }

        // when the proxy stops, then each has left its traces.
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the sessions' ends");
        var events = await proxy.StopAsync();
        Assert.Equal(3, events.Count(e => e is { Action: "session.start", Category: "session", Route: "r", Cluster: "c", SourceIp: "127.0.0.1" }));
        Assert.Equal(3, events.Count(e => e is { Action: "session.end", Duration: > 0 }));
        var success = Assert.Single(events, e => e is { Action: "authn.plain", Outcome: "success" });
        Assert.Equal(("User:till", "PLAIN", "authentication", "t"), (success.Principal, success.AuthMechanism, success.Category, success.ClientId));
        var failure = Assert.Single(events, e => e is { Action: "authn.plain", Outcome: "failure" });
        Assert.Equal(("User:till", 58, "Unknown user or wrong password."), (failure.Principal, failure.ErrorCode, failure.Reason));
        Assert.Equal(33, Assert.Single(events, e => e.Action == "authn.other").ErrorCode);
        Assert.Single(events, e => e.SessionId == success.SessionId && e is { Action: "session.end", Outcome: "success" });
        Assert.False(proxy.Log.Contains("guess-4711"));
    }

    [Fact]
    public async Task A_real_client_writes_reads_masked_and_is_refused()
    {
        // Given a broker with a topic of payments,
        await using var cluster = await FakeCluster.StartAsync(brokers: 2);
        cluster.Topic("payments.eu", partitions: 2);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);

        // when a till writes one,
        using (var till = new ProducerBuilder<string, string>(new ProducerConfig(Client(proxy, "till"))).Build())
        {
            var stored = await till.ProduceAsync("payments.eu", new Message<string, string> { Key = "1", Value = """{"card":"4111111111111111","code":"123","amount":5}""" });
            Assert.Equal(PersistenceStatus.Persisted, stored.Status);
        }

        // then what is stored lacks the code, the analyst reads a masked card, and may not write.
        var bytes = cluster.Topic("payments.eu").Partitions.SelectMany(partition => partition.Bytes).ToArray();
        Assert.DoesNotContain("\"123\"", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        using var analyst = new ConsumerBuilder<string, string>(new ConsumerConfig(Client(proxy, "analyst")) { GroupId = "analyst-1", AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        analyst.Assign([new TopicPartitionOffset("payments.eu", 0, Offset.Beginning), new TopicPartitionOffset("payments.eu", 1, Offset.Beginning)]);
        Assert.Equal("""{"card":"************1111","amount":5}""", analyst.Consume(Patience)!.Message.Value);
        using var intruder = new ProducerBuilder<string, string>(new ProducerConfig(Client(proxy, "analyst"))).Build();
        var refused = await Assert.ThrowsAsync<ProduceException<string, string>>(() => intruder.ProduceAsync("payments.eu", new Message<string, string> { Value = "{}" }));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, refused.Error.Code);
    }

    [Fact]
    public async Task An_idle_pair_under_rules_and_evidence_takes_little_memory()
    {
        // Given some connections that have logged in and asked for something,
        const int Pairs = 200;
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);
        var clients = new List<RawClient>();
        await Open(20);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // when more of them come and are silent,
        await Open(Pairs);
        var perPair = (GC.GetTotalMemory(forceFullCollection: true) - before) / Pairs;

        // then each takes little, with the client's and the broker's part of it, which live in this process too.
        output.WriteLine($"{perPair} B of heap for an idle pair, its client and its broker");
        Assert.InRange(perPair, 1, MaxIdleBytes);
        clients.ForEach(client => client.Dispose());

        async Task Open(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var client = await proxy.ConnectAsync("analyst");
                await client.SendAsync(Frames.Find(i, "analyst-1"));
                Assert.Equal(i, await client.ReadCorrelationIdAsync());
                clients.Add(client);
            }
        }
    }

    private static ClientConfig Client(GovernedProxy proxy, string user) => new()
    {
        BootstrapServers = proxy.Bootstrap.ToString(),
        SecurityProtocol = SecurityProtocol.SaslPlaintext,
        SaslMechanism = SaslMechanism.Plain,
        SaslUsername = user,
        SaslPassword = user + "-secret",
    };

    /// <summary>Produce v7 without records: nullable string, int16 acks, int32 timeout, [string topic, [int32 partition, bytes records]].</summary>
    private static byte[] Produce(short acks, string topic)
    {
        var body = new byte[2 + 2 + 4 + 4 + 2 + topic.Length + 4 + 4 + 4];
        var writer = new WireWriter(body);
        writer.NullString(compact: false);
        writer.Int16(acks);
        writer.Int32(1000);
        writer.Int32(1);
        writer.String(Encoding.ASCII.GetBytes(topic), compact: false);
        writer.Int32(1);
        writer.Int32(0);
        writer.Int32(-1);
        return Frames.Request(Frames.Produce, 7, 5, body);
    }
}
