using System.Globalization;
using System.Text;
using Compliance.Events;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>
/// An idempotent producer of librdkafka writes through the proxy, some records with a card number that nobody has declared. Before the
/// quarantine topic is there nothing of their batches passes; then all of it does, once and in order, and the quarantine has the whole records.
/// </summary>
public sealed class QuarantineJourneyTests
{
    private const int Records = 40;
    private const string Card = "4111 1111 1111 1111";
    private const string Masked = "4111 11** **** 1111";

    private static bool HasCard(int i) => i % 4 == 3;

    private static string Value(int i, string card) => $$"""{"id":{{i}},"note":"{{(HasCard(i) ? $"pay with {card}" : "nothing")}}"}""";

    [Fact]
    public async Task Records_with_a_find_are_quarantined_whole_and_stored_masked_once_and_in_order()
    {
        var kafka = await KafkaServer.GetAsync();
        var (topic, quarantine, audit) = (KafkaServer.UniqueName("chat"), KafkaServer.UniqueName("held"), KafkaServer.UniqueName("audit"));
        await kafka.CreateTopicAsync(topic);
        await kafka.CreateTopicAsync(audit);
        await using var proxy = await ProxyProcess.StartAsync(Settings(kafka.BootstrapServers, audit, topic, quarantine));

        // Given records under way, of which some must be quarantined, and no topic for that,
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = proxy.Bootstrap, EnableIdempotence = true, LingerMs = 5, BatchNumMessages = 10 }).SetLogHandler((_, _) => { }).Build();
        var written = Enumerable.Range(0, Records).Select(i => producer.ProduceAsync(topic, new Message<string, string> { Key = $"k{i}", Value = Value(i, Card), Headers = [new Header("trace", [(byte)i])] })).ToList();
        Assert.Contains($"--create --topic {quarantine}", await proxy.WaitForLineAsync($"is to stand in quarantine topic {quarantine}"), StringComparison.Ordinal);
        Assert.False(Task.WhenAll(written).IsCompleted);

        // once somebody makes it,
        await kafka.CreateTopicAsync(quarantine);
        await Task.WhenAll(written).WaitAsync(PaymentsWorld.Patience, TestContext.Current.CancellationToken);

        // then each is stored once, in order, masked,
        Assert.Equal(Enumerable.Range(0, Records).Select(i => Value(i, Masked)), Read(kafka.BootstrapServers, topic, null).Select(message => Encoding.UTF8.GetString(message.Value)));

        // the quarantine has those with a find, at least once, as they were written, and says where they are from,
        var held = Read(kafka.BootstrapServers, quarantine, null);
        Assert.Equal(Enumerable.Range(0, Records).Where(HasCard).Select(i => Value(i, Card)), held.Select(message => Encoding.UTF8.GetString(message.Value)).Distinct().Order(Comparer<string>.Create((a, b) => Number(a).CompareTo(Number(b)))));
        Assert.All(held, message =>
        {
            var number = Number(Encoding.UTF8.GetString(message.Value));
            Assert.Equal(($"k{number}", (byte)number), (Encoding.UTF8.GetString(message.Key), message.Headers.GetLastBytes("trace")[0]));
            Assert.Equal([topic, "0", "pan", "$..note", "held.undeclaredPii", "User:ANONYMOUS"], new[] { "topic", "partition", "classes", "fields", "rule", "principal" }.Select(name => Encoding.UTF8.GetString(message.Headers.GetLastBytes($"__quarantine.{name}"))));
            Assert.All(message.Headers, header => Assert.DoesNotContain("1111", Encoding.Latin1.GetString(header.GetValueBytes()), StringComparison.Ordinal));
        });

        // which clients of the route may not read,
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, Assert.Throws<ConsumeException>(() => Read(proxy.Bootstrap, quarantine, 1)).Error.Code);

        // and the evidence says how many of what went where, and nothing says a number.
        var events = Evidence(kafka.BootstrapServers, audit, Records / 4);
        Assert.All(events, e => Assert.Equal((quarantine, "pan", topic), (Assert.Single(e.QuarantineTopics), Assert.Single(e.UndeclaredKinds), e.Topic)));
        Assert.DoesNotContain("1111", proxy.Log, StringComparison.Ordinal);
        Assert.True(await proxy.MetricAsync("compliance_proxy_quarantine_records_total{cluster=\"main\",outcome=\"written\"}") >= Records / 4);
    }

    [Fact]
    public async Task Of_a_transaction_the_quarantine_has_what_was_aborted_too()
    {
        var kafka = await KafkaServer.GetAsync();
        var (topic, quarantine, audit) = (KafkaServer.UniqueName("chat"), KafkaServer.UniqueName("held"), KafkaServer.UniqueName("audit"));
        foreach (var name in new[] { topic, quarantine, audit })
            await kafka.CreateTopicAsync(name);
        await using var proxy = await ProxyProcess.StartAsync(Settings(kafka.BootstrapServers, audit, topic, quarantine));
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = proxy.Bootstrap, TransactionalId = KafkaServer.UniqueName("till") }).SetLogHandler((_, _) => { }).Build();
        producer.InitTransactions(PaymentsWorld.Patience);

        // Given one transaction that is given up, and one that is not,
        foreach (var i in new[] { 3, 7 })
        {
            producer.BeginTransaction();
            await producer.ProduceAsync(topic, new Message<string, string> { Key = $"k{i}", Value = Value(i, Card) });
            if (i == 3)
                producer.AbortTransaction(PaymentsWorld.Patience);
            else
                producer.CommitTransaction(PaymentsWorld.Patience);
        }

        // then readers see the second, masked, and the quarantine has both.
        Assert.Equal([Value(7, Masked)], Read(kafka.BootstrapServers, topic, null).Select(message => Encoding.UTF8.GetString(message.Value)));
        Assert.Equal([Value(3, Card), Value(7, Card)], Read(kafka.BootstrapServers, quarantine, null).Select(message => Encoding.UTF8.GetString(message.Value)).Distinct());
    }

    private static int Number(string value) => int.Parse(value[6..value.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);

    /// <summary>So many records of the topic; null: all that are in it.</summary>
    private static List<Message<byte[], byte[]>> Read(string bootstrap, string topic, int? count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = KafkaServer.UniqueName("reader"), EnablePartitionEof = true }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var read = new List<Message<byte[], byte[]>>();
        while (count is null || read.Count < count)
        {
            var result = consumer.Consume(PaymentsWorld.Patience) ?? throw new TimeoutException($"Read {read.Count} records.");
            if (!result.IsPartitionEOF)
                read.Add(result.Message);
            else if (count is null)
                break;
        }

        consumer.Close();
        return read;
    }

    /// <summary>The events that tell of so many quarantined records; no event and no batch of them holds the number.</summary>
    private static List<AuditEvent> Evidence(string bootstrap, string audit, int records)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = KafkaServer.UniqueName("auditor") }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(audit, 0, 0));
        var found = new List<AuditEvent>();
        while (found.Sum(e => e.QuarantinedRecords) < records)
        {
            var bytes = (consumer.Consume(PaymentsWorld.Patience) ?? throw new TimeoutException($"Evidence of {found.Sum(e => e.QuarantinedRecords)} records came.")).Message.Value;
            Assert.Null(EventBatchView.Open(bytes, out var batch));
            while (batch.MoveNext())
            {
                Assert.DoesNotContain("1111 1111", Encoding.Latin1.GetString(batch.Current), StringComparison.Ordinal);
                var e = new AuditEvent();
                Assert.Null(EventCodec.Read(batch.Current, e));
                if (e.QuarantinedRecords > 0)
                    found.Add(e);
            }
        }

        return found;
    }

    private static ProxySettings Settings(string bootstrap, string audit, string topic, string quarantine)
    {
        var watched = ProxySettings.Watched(bootstrap);
        return watched with
        {
            Yaml = watched.Yaml.Replace("admin:", $"audit: {{cluster: main, topic: {audit}, journal: journal}}\nadmin:", StringComparison.Ordinal),
            Files = new Dictionary<string, string>(watched.Files)
            {
                ["policies/held.yaml"] = $$"""
                    schema: policy/v1
                    policy: {id: held, title: What nobody declares, owner: owner@x.example}
                    defaults: {undeclaredPii: {do: quarantine, to: {{quarantine}}, detect: pan, topics: {{topic}}} }
                    access: [{id: Q1, deny: [read], topics: {{quarantine}}, people: "*"}]
                    """,
            },
        };
    }
}
