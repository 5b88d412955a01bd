using System.IO.Compression;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.BadInput;

/// <summary>Records that the rules can't be applied to: nothing of them passes, on either way, and who sends them learns which it was.</summary>
public sealed class BadRecordTests
{
    private const string Topic = "payments.bad";
    private const short CorruptMessage = 2;
    private const short InvalidRecord = 87;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Dictionary<string, string> Users = new() { ["till"] = "t", ["analyst"] = "a" };

    [Fact]
    public async Task On_produce_a_record_that_is_no_JSON_is_refused_and_named_and_nothing_is_stored()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedAsync(cluster);
        using var till = await LoginAsync(proxy, "till");

        var answer = await till.AskAsync(Produce(9, RecordBatch.Of("""{"card":{"number":"4111111111111111"}}""", "no JSON", """{"ok":true}""")));

        var partition = answer.Structs("Responses")[0].Structs("PartitionResponses")[0];
        Assert.Equal(InvalidRecord, partition["ErrorCode"]);
        Assert.Equal(1, Assert.Single(partition.Structs("RecordErrors"))["BatchIndex"]);
        Assert.DoesNotContain("no JSON", $"{partition["ErrorMessage"]}{partition.Structs("RecordErrors")[0]["BatchIndexErrorMessage"]}", StringComparison.Ordinal);
        Assert.Equal(0, cluster.Topic(Topic).Partitions[0].End);
        await Eventually.TrueAsync(() => proxy.Log.Contains("unreadable under its policy; record 1 of the batch", StringComparison.Ordinal), Patience, "a log line about it");
        Assert.DoesNotContain("no JSON\"", proxy.Log, StringComparison.Ordinal);
        // The connection goes on, and a good record is taken.
        var good = await till.AskAsync(Produce(9, RecordBatch.Of("""{"card":{"number":"4111111111111111"}}""")));
        Assert.Equal((short)0, good.Structs("Responses")[0].Structs("PartitionResponses")[0]["ErrorCode"]);
    }

    [Fact]
    public async Task On_consume_a_record_that_is_no_JSON_is_replaced_and_the_others_are_read()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic).Partitions[0].Append(RecordBatch.Of("""{"email":"ada@x.example"}""", "plain 4111111111111111", """{"email":"bob@x.example"}"""));
        await using var proxy = await GovernedAsync(cluster);

        var read = Read(proxy, 3);

        Assert.Equal("""{"email":"a************"}""", read[0]);
        Assert.DoesNotContain("4111111111111111", read[1] ?? "", StringComparison.Ordinal);
        await Eventually.TrueAsync(() => proxy.Log.Contains("withheld, unreadable under its policy", StringComparison.Ordinal), Patience, "a log line about it");
        Assert.DoesNotContain("4111111111111111", proxy.Log, StringComparison.Ordinal);
        Assert.Equal("""{"email":"b************"}""", read[2]);
    }

    [Theory]
    [InlineData("""{"card":"4111111111111111"}""")]
    [InlineData("""{"card":["4111111111111111"]}""")]
    [InlineData("""{"card":{"number":{"deep":"4111111111111111"}}}""")]
    [InlineData("""{"card":{"number":["4111111111111111"]}}""")]
    [InlineData("""{"card":{"number":4111111111111111}}""")]
    [InlineData("""{"card":{"number":"x","number":"4111111111111111"}}""")]
    public async Task A_path_that_meets_another_type_lets_nothing_through(string value)
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic).Partitions[0].Append(RecordBatch.Of(value));
        await using var proxy = await GovernedAsync(cluster);

        var read = Read(proxy, 1)[0];

        Assert.DoesNotContain("41111111", read ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decompression_bomb_is_refused_and_fills_no_memory()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedAsync(cluster);
        using var till = await LoginAsync(proxy, "till");
        var before = proxy.ResidentBytes;

        // Given one gigabyte of zeroes in one megabyte of gzip
        var answer = await till.AskAsync(Produce(9, RecordBatch.Compressed(codec: 1, Bomb(1 << 30))));

        var error = answer.Structs("Responses")[0].Structs("PartitionResponses")[0].Get<short>("ErrorCode");
        Assert.Contains(error, new[] { CorruptMessage, InvalidRecord, (short)10 });
        Assert.Equal(0, cluster.Topic(Topic).Partitions[0].End);
        Assert.True(proxy.PeakBytes - before < 300L << 20, $"The proxy grew to {proxy.PeakBytes >> 20} MiB from {before >> 20} MiB.");
        await Eventually.TrueAsync(() => proxy.Log.Contains("than the limit", StringComparison.Ordinal), Patience, "a log line about it");
    }

    [Fact]
    public async Task A_bomb_that_was_stored_past_the_proxy_reaches_no_reader()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic).Partitions[0].Append(RecordBatch.Compressed(codec: 1, Bomb(1 << 30)));
        await using var proxy = await GovernedAsync(cluster);
        using var analyst = await LoginAsync(proxy, "analyst");
        var before = proxy.ResidentBytes;

        var answer = await analyst.AskAsync(Fetch());

        var partition = answer.Structs("Responses")[0].Structs("Partitions")[0];
        Assert.True(partition["Records"] is not byte[] records || records.Length < 10_000);
        Assert.True(proxy.PeakBytes - before < 300L << 20, $"The proxy grew to {proxy.PeakBytes >> 20} MiB from {before >> 20} MiB.");
    }

    private static Task<ProxyProcess> GovernedAsync(FakeCluster cluster) =>
        ProxyProcess.StartAsync(ProxySettings.Governed(cluster.BootstrapServers, Users, "pci-payments.yaml", "compliance.audit"));

    private static async Task<RawClient> LoginAsync(ProxyProcess proxy, string user)
    {
        var client = await RawClient.ConnectAsync(proxy.Port);
        await client.LogInAsync(user, Users[user]);
        return client;
    }

    private static Message Produce(short version, byte[] records)
    {
        var request = new Message(ApiTable.Find(0)!.Request(version)) { ["Acks"] = (short)-1, ["TimeoutMs"] = 5000 };
        var topic = request.Add("TopicData");
        topic["Name"] = Topic;
        var partition = topic.Add("PartitionData");
        partition["Index"] = 0;
        partition["Records"] = records;
        return request;
    }

    private static Message Fetch()
    {
        var request = new Message(ApiTable.Find(1)!.Request(12)) { ["MaxWaitMs"] = 100, ["MinBytes"] = 1, ["MaxBytes"] = 50 << 20, ["ReplicaId"] = -1 };
        var topic = request.Add("Topics");
        topic["Topic"] = Topic;
        var partition = topic.Add("Partitions");
        partition["Partition"] = 0;
        partition["FetchOffset"] = 0L;
        partition["PartitionMaxBytes"] = 50 << 20;
        return request;
    }

    private static List<string?> Read(ProxyProcess proxy, int count)
    {
        var settings = new ConsumerConfig
        {
            BootstrapServers = proxy.Bootstrap,
            GroupId = "analyst-1",
            SecurityProtocol = SecurityProtocol.SaslPlaintext,
            SaslMechanism = SaslMechanism.Plain,
            SaslUsername = "analyst",
            SaslPassword = Users["analyst"],
        };
        using var consumer = new ConsumerBuilder<Ignore, string?>(settings).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, 0));
        return [.. Enumerable.Range(0, count).Select(_ => (consumer.Consume(Patience) ?? throw new TimeoutException("no record")).Message.Value)];
    }

    private static byte[] Bomb(int size)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            // A record as large as all of it, so that nothing but its size is wrong.
            gzip.Write(RecordBatch.Beginning(size));
            var zeroes = new byte[1 << 20];
            for (var i = 0; i < size / zeroes.Length; i++)
                gzip.Write(zeroes);
        }
        return packed.ToArray();
    }
}
