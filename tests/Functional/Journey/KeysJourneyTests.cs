using System.Security.Cryptography;
using System.Text;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>
/// Keys are tokens in a real broker, which compacts by them; who may reads the keys that were written, others masked ones; a header is masked, another
/// never stored. By librdkafka and by Kafka's console tools.
/// </summary>
public sealed class KeysJourneyTests
{
    private const string Rules = """
        classes:
          customer: {find: [{topics: "profiles*", in: key}]}
          agent: {find: [{topics: "profiles*", in: "header:agent"}]}
          session: {find: [{topics: "profiles*", in: "header:session"}]}
        keys: {customers: {file: customers.key}}
        protect:
          - {id: P1, class: customer, when: produce, do: {token: {with: siv, key: customers}}}
          - {id: P2, class: customer, when: consume, do: {mask: {keepFirst: 1}}, except: [{people: desk, do: reveal, until: 2099-01-01, ticket: T-1, approvedBy: dpo}]}
          - {id: P3, class: agent, when: consume, do: {mask: {keepLast: 2}}}
          - {id: P4, class: session, when: produce, do: drop}
        retention: [{id: T1, topics: "profiles*", max: 400d, cleanup: compact}]
        """;

    private static readonly Dictionary<string, string> Users = new() { ["desk"] = "one", ["analyst"] = "two" };

    [Fact]
    public async Task A_compacted_topic_keeps_one_record_of_each_key_that_the_broker_never_saw()
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("profiles");
        await kafka.CreateTopicAsync(topic, 1, new Dictionary<string, string>
        {
            ["cleanup.policy"] = "compact",
            ["segment.ms"] = "3600000",
            ["min.cleanable.dirty.ratio"] = "0.001",
            ["message.timestamp.after.max.ms"] = "604800000",
        });
        await using var proxy = await ProxyProcess.StartAsync(Settings(kafka.BootstrapServers));

        // Given two customers, of whom one is written twice and the other deleted, and Kafka's own tool as another writer
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig(As("desk", proxy)) { EnableIdempotence = true, CompressionType = CompressionType.Zstd }).SetLogHandler((_, _) => { }).Build();
        foreach (var (key, value) in new[] { ("ada", "1"), ("eve", "2"), ("ada", "3"), ("eve", null) })
            await producer.ProduceAsync(topic, Record(key, value));
        await WriteByToolAsync(proxy, topic, "ada:4\nmallory:5\n");

        // then the broker has no key and no session of theirs,
        var stored = Read(new ClientConfig { BootstrapServers = kafka.BootstrapServers }, topic);
        Assert.Equal(["1", "2", "3", "", "4", "5"], stored.Select(record => record.Split(" = ")[1].Split(' ')[0]));
        Assert.All(stored, record => Assert.DoesNotMatch("ada|eve|mallory|secret", record));
        Assert.Equal(3, stored.Select(KeyOf).Distinct().Count());

        // the desk reads them as they were written,
        Assert.Equal(["ada = 1 [agent=*ob]", "eve = 2 [agent=*ob]", "ada = 3 [agent=*ob]", "eve =  [agent=*ob]", "ada = 4 []", "mallory = 5 []"], Read(As("desk", proxy), topic));

        // and once the cleaner has come there is one record of each, the deletion among them. It leaves the newest segment alone: a day later one begins.
        var last = Record("zoe", "6");
        last.Timestamp = new Timestamp(DateTimeOffset.UtcNow.AddDays(1));
        await producer.ProduceAsync(topic, last);
        await Eventually.TrueAsync(
            async () => (await Task.Run(() => Read(As("desk", proxy), topic))).Count(record => KeyOf(record) is "ada" or "eve") == 2, 2 * PaymentsWorld.Patience, "the cleaner to have come");
        Assert.Equal(["a** = 4 []", "e** =  [agent=*ob]", "m****** = 5 []", "z** = 6 [agent=*ob]"], Read(As("analyst", proxy), topic).Order(StringComparer.Ordinal));
        Assert.DoesNotMatch("ada|mallory|secret", proxy.Log);
    }

    private static Message<string, string> Record(string key, string? value) =>
        new() { Key = key, Value = value!, Headers = [new Header("agent", "bob"u8.ToArray()), new Header("session", "secret"u8.ToArray())] };

    private static async Task WriteByToolAsync(ProxyProcess proxy, string topic, string lines)
    {
        using var folder = new TempFolder("keys");
        var login = folder.Write("login", "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"desk\" password=\"one\";\n");
        string[] arguments = ["--bootstrap-server", proxy.Bootstrap, "--topic", topic, "--command-config", login, "--reader-property", "parse.key=true", "--reader-property", "key.separator=:"];
        (await KafkaTools.RunAsync("kafka-console-producer", arguments, lines)).Checked();
    }

    /// <summary>All records, as <c>key = value [header=text]</c>.</summary>
    private static List<string> Read(ClientConfig client, string topic)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig(client) { GroupId = KafkaServer.UniqueName("reader"), EnablePartitionEof = true }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        List<string> read = [];
        while ((consumer.Consume(PaymentsWorld.Patience) ?? throw new TimeoutException($"Read {read.Count} records.")) is { IsPartitionEOF: false } record)
            read.Add($"{record.Message.Key} = {record.Message.Value} [{string.Join(' ', record.Message.Headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"))}]");
        consumer.Close();
        return read;
    }

    private static string KeyOf(string record) => record.Split(" = ")[0];

    private static ClientConfig As(string user, ProxyProcess proxy) => new()
    {
        BootstrapServers = proxy.Bootstrap,
        SecurityProtocol = SecurityProtocol.SaslPlaintext,
        SaslMechanism = SaslMechanism.Plain,
        SaslUsername = user,
        SaslPassword = Users[user],
    };

    private static ProxySettings Settings(string bootstrap)
    {
        var ruled = ProxySettings.Watched(bootstrap).WithUsers(Users).Ruling(Rules);
        return ruled with
        {
            Files = ruled.Files.ToDictionary(file => file.Key, file => file.Value.Replace("  all: {principals: [\"User:*\"]}", "  all: {principals: [\"User:*\"]}\n  desk: {principals: [\"User:desk\"]}", StringComparison.Ordinal))
                .Append(KeyValuePair.Create("policies/customers.key", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)))).ToDictionary(),
        };
    }
}
