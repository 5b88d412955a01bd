using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Outage;

/// <summary>
/// Share groups (KIP-932) whose readers may not have what the broker would hand out. A real broker counts each time that it hands a record out, and
/// gives it up for the whole group after five; Kafka's own tool prints the count.
/// </summary>
public sealed class SharedRecordsTests
{
    private const int Count = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task While_there_is_no_room_for_their_evidence_records_wait_for_the_group_uncounted()
    {
        // Given five records in a topic whose reading is strict, an audit cluster that is away, and a journal that has room for little else,
        var kafka = await KafkaServer.GetAsync();
        await using var evidence = await FakeCluster.StartAsync();
        await evidence.Brokers[0].StopAsync();
        var (topic, group) = await TopicAndGroupAsync(kafka, "strict");
        await ProduceAsync(kafka, topic);
        await using var proxy = await ProxyProcess.StartAsync(Narrow(kafka, evidence));
        await FillAsync(kafka, proxy);
        var before = await MetricAsync(proxy, "compliance_audit_held_back_total");

        // when a group reads it through the proxy, it asks again and again and is handed nothing;
        await using var reader = await ReadAsync(proxy.Bootstrap, topic, group, Count);
        await Eventually.TrueAsync(async () => await MetricAsync(proxy, "compliance_audit_held_back_total") >= before + 3, Patience, "the reader to be held back");
        Assert.DoesNotContain(reader.Lines, line => line.Contains("Delivery:", StringComparison.Ordinal));

        // and once the audit topic is back, it is handed all of them for the first time.
        await evidence.Brokers[0].StartAsync();
        await Eventually.TrueAsync(async () => await MetricAsync(proxy, "compliance_audit_rung") == 0, Patience, "room in the journal");
        await SawAllAsync(reader, times: 1);
    }

    [Fact]
    public async Task Whoever_lost_the_right_to_read_keeps_nothing_from_the_others_of_the_group()
    {
        // Given a group that has read once, and a member of it with an open share session,
        var kafka = await KafkaServer.GetAsync();
        await using var evidence = await FakeCluster.StartAsync();
        var (topic, group) = await TopicAndGroupAsync(kafka, "shared");
        var settings = ProxySettings.Ruled(kafka.BootstrapServers, evidence.BootstrapServers, "audit").With("{reloadInterval: 0s}");
        await using var proxy = await ProxyProcess.StartAsync(settings);
        await ProduceAsync(kafka, topic);
        await using (var first = await ReadAsync(proxy.Bootstrap, topic, group, Count))
            await SawAllAsync(first, times: 1);
        using var member = await RawClient.ConnectAsync(proxy.Port);
        var id = (await member.AskAsync(MetadataOf(topic))).Structs("Topics").Single().Get<Guid>("TopicId");
        Assert.Equal((short)0, (await member.AskAsync(ShareFetch(group, 0, id)))["ErrorCode"]);

        // when the right to read is taken away, and the broker hands out records for the session that it knows,
        proxy.Write("policies/open.yaml", settings.Files["policies/open.yaml"].Replace("access:\n", $"access:\n  - {{id: A2, deny: [read], topics: \"{topic}\", people: all}}\n", StringComparison.Ordinal));
        await proxy.SignalAsync("HUP");
        await proxy.WaitForLineAsync("Settings read again");
        await ProduceAsync(kafka, topic);
        await member.SendFrameAsync(member.Request(ShareFetch(group, 1)));
        Assert.True(await member.IsClosedAsync());

        // then they are back in the group, and another member is handed all of them.
        await using var other = await ReadAsync(kafka.BootstrapServers, topic, group, Count);
        await SawAllAsync(other, times: 2);
    }

    private static async Task SawAllAsync(ChildProcess reader, int times)
    {
        var code = await reader.WaitForExitAsync(Patience);
        Assert.True(code == 0 && reader.Lines.Count(line => line.Contains($"Delivery:{times}\t", StringComparison.Ordinal)) == Count, $"exit {code}:\n{reader.Text}");
    }

    private static Task<ChildProcess> ReadAsync(string bootstrap, string topic, string group, int count) => KafkaTools.StartAsync("kafka-console-share-consumer",
    [
        "--bootstrap-server", bootstrap, "--topic", topic, "--group", group, "--max-messages", $"{count}", "--timeout-ms", "90000", "--formatter-property", "print.delivery=true",
    ]);

    private static async Task<(string Topic, string Group)> TopicAndGroupAsync(KafkaServer kafka, string prefix)
    {
        var (topic, group) = (KafkaServer.UniqueName(prefix), KafkaServer.UniqueName("share-group"));
        await kafka.CreateTopicAsync(topic);
        using var admin = kafka.Admin();
        var resource = new ConfigResource { Type = ResourceType.Group, Name = group };
        var earliest = new ConfigEntry { IncrementalOperation = AlterConfigOpType.Set, Name = "share.auto.offset.reset", Value = "earliest" };
        await admin.IncrementalAlterConfigsAsync(new() { [resource] = [earliest] });
        await Eventually.TrueAsync(async () => (await admin.DescribeConfigsAsync([resource]))[0].Entries[earliest.Name].Value == earliest.Value, Patience, $"{group} to begin with the first record");
        return (topic, group);
    }

    private static async Task ProduceAsync(KafkaServer kafka, string topic)
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        for (var i = 0; i < Count; i++)
            await producer.ProduceAsync(topic, new Message<Null, string> { Value = $$"""{"n":{{i}}}""" });
    }

    // One request after the other, to a topic that is not strict: the journal fills so far and no further, whoever else is busy.
    private static async Task FillAsync(KafkaServer kafka, ProxyProcess proxy)
    {
        var plain = KafkaServer.UniqueName("plain");
        await kafka.CreateTopicAsync(plain);
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = proxy.Bootstrap, LingerMs = 0 }).Build();
        while (await MetricAsync(proxy, "compliance_audit_rung") < 2)
        {
            for (var i = 0; i < 20; i++)
                await producer.ProduceAsync(plain, new Message<Null, string> { Value = "{}" });
        }
    }

    private static ProxySettings Narrow(KafkaServer kafka, FakeCluster evidence)
    {
        var settings = ProxySettings.Ruled(kafka.BootstrapServers, evidence.BootstrapServers, "audit");
        return settings with
        {
            Yaml = settings.Yaml.Replace(
                "journal: journal}",
                "journal: journal, segmentBytes: 256KiB, maxJournalBytes: 1MiB, fillingPercent: 40, refuseStrictPercent: 60, maxThrottle: 20ms}",
                StringComparison.Ordinal),
            Files = settings.Files.ToDictionary(file => file.Key, file => file.Value + "\naudit: [{id: M1, mode: strict, apis: fetch, topics: \"strict-*\"}]"),
        };
    }

    private static Message MetadataOf(string topic)
    {
        var request = new Message(ApiTable.Find(3)!.Request(12));
        request.Add("Topics")["Name"] = topic;
        return request;
    }

    private static Message ShareFetch(string group, int epoch, params Guid[] topics)
    {
        var request = new Message(ApiTable.Find(78)!.Request(1));
        (request["GroupId"], request["MemberId"], request["ShareSessionEpoch"]) = (group, "0J9cWVYOTWyeeJ7rTlKc5g", epoch);
        (request["MaxWaitMs"], request["MinBytes"], request["MaxRecords"], request["BatchSize"]) = (epoch == 0 ? 0 : 30_000, 1, 500, 500);
        foreach (var topic in topics)
        {
            var element = request.Add("Topics");
            element["TopicId"] = topic;
            element.Add("Partitions");
        }

        return request;
    }

    private static async Task<double> MetricAsync(ProxyProcess proxy, string name)
    {
        using var http = new HttpClient { BaseAddress = proxy.Admin };
        return (await http.GetStringAsync("metrics")).Split('\n').Where(line => line.StartsWith(name + " ", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }
}
