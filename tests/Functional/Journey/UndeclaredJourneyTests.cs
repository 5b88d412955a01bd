using System.Text;
using Compliance.Events;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>
/// Card numbers in free text, written by Kafka's console producer through the proxy: found by a class's detector, or declared by none and observed,
/// masked, refused. What was done stands in the evidence, and no number does.
/// </summary>
public sealed class UndeclaredJourneyTests
{
    private const string Written = """{"id":7,"note":"pay with 4111 1111 1111 1111, \u0022please\u0022"}""";
    private const string Masked = """{"id":7,"note":"pay with 4111 11** **** 1111, \u0022please\u0022"}""";

    [Fact]
    public async Task A_card_number_in_a_free_text_is_found_and_the_evidence_says_where_and_what_was_done()
    {
        var kafka = await KafkaServer.GetAsync();
        var (name, audit) = (KafkaServer.UniqueName("chat"), KafkaServer.UniqueName("audit"));
        var (declared, observed, masked, refused) = ($"declared.{name}", $"observed.{name}", $"masked.{name}", $"refused.{name}");
        foreach (var topic in new[] { declared, observed, masked, refused, audit })
            await kafka.CreateTopicAsync(topic);
        await using var proxy = await ProxyProcess.StartAsync(Settings(kafka.BootstrapServers, audit));

        // Given a note in each of the topics, as far as it is taken,
        foreach (var topic in new[] { declared, observed, masked })
            (await KafkaTools.RunAsync("kafka-console-producer", ["--bootstrap-server", proxy.Bootstrap, "--topic", topic], Written + "\n")).Checked();
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = proxy.Bootstrap }).SetLogHandler((_, _) => { }).Build())
        {
            var error = (await Assert.ThrowsAsync<ProduceException<Null, string>>(() => producer.ProduceAsync(refused, new Message<Null, string> { Value = Written }))).Error;
            Assert.Equal(ErrorCode.InvalidRecord, error.Code);
            await producer.ProduceAsync(refused, new Message<Null, string> { Value = """{"id":8}""" });
        }

        // then a class's is masked for its reader, what nobody declares is stored as the policy says,
        Assert.Equal([Written], Texts(kafka.BootstrapServers, declared));
        Assert.Equal([Masked], Texts(proxy.Bootstrap, declared));
        Assert.Equal([Written], Texts(kafka.BootstrapServers, observed));
        Assert.Equal([Masked], Texts(kafka.BootstrapServers, masked));
        Assert.Equal(["""{"id":8}"""], Texts(kafka.BootstrapServers, refused));

        // and the evidence tells of each by what it looks like and where it stands.
        var events = ReadEvidence(kafka.BootstrapServers, audit, [observed, masked, refused]);
        Assert.All(events, e => Assert.Equal((1, "pan", "$..note"), (e.Value.UndeclaredValues, Assert.Single(e.Value.UndeclaredKinds), Assert.Single(e.Value.UndeclaredFields))));
        Assert.Equal(("success", 0, "success", 1, "failure"), (events[observed].Outcome, events[observed].MaskedValues, events[masked].Outcome, events[masked].MaskedValues, events[refused].Outcome));
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync(new Uri($"{proxy.Admin}metrics"));
        foreach (var outcome in new[] { "observe", "mask", "reject" })
            Assert.Matches($"compliance_proxy_guard_undeclared_total\\{{[^}}]*kind=\"pan\"[^}}]*outcome=\"{outcome}\"[^}}]*\\}} 1", metrics);
    }

    [Fact]
    public async Task What_stands_in_keys_and_headers_is_masked_where_the_policy_looks_there_and_the_evidence_names_the_part()
    {
        var kafka = await KafkaServer.GetAsync();
        var (sides, audit) = (KafkaServer.UniqueName("sides.chat"), KafkaServer.UniqueName("audit"));
        foreach (var topic in new[] { sides, audit })
            await kafka.CreateTopicAsync(topic);
        await using var proxy = await ProxyProcess.StartAsync(Settings(kafka.BootstrapServers, audit));

        // Given a record with an address as its key, numbers in two headers, and one in its value, where nobody looks,
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = proxy.Bootstrap }).SetLogHandler((_, _) => { }).Build())
        {
            var headers = new Headers { { "x-note", "4111 1111 1111 1111"u8.ToArray() }, { "trace", "7"u8.ToArray() }, { "4111 1111 1111 1111", "4111 1111 1111 1111"u8.ToArray() } };
            await producer.ProduceAsync(sides, new Message<string, string> { Key = "ada@shop.example", Value = Written, Headers = headers });
        }

        // then it is stored masked in those parts, and only there,
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = KafkaServer.UniqueName("reader") }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(sides, 0, 0));
        var stored = (consumer.Consume(PaymentsWorld.Patience) ?? throw new TimeoutException("No record came.")).Message;
        Assert.Equal(("***@shop.example", Written), (stored.Key, stored.Value));
        Assert.Equal(["4111 11** **** 1111", "7", "4111 11** **** 1111"], stored.Headers.Select(header => Encoding.UTF8.GetString(header.GetValueBytes())));

        // and the evidence says in which parts, with no name of a header that is data.
        var e = ReadEvidence(kafka.BootstrapServers, audit, [sides])[sides];
        Assert.Equal(["key:$", "header:x-note:$", "header:*:$"], e.UndeclaredFields);
        Assert.Equal((3, 3), (e.UndeclaredValues, e.MaskedValues));
    }

    private static List<string> Texts(string bootstrap, string topic) => [.. StoredValues.Read(bootstrap, topic, 1).Select(hex => Encoding.UTF8.GetString(Convert.FromHexString(hex)))];

    /// <summary>The first event of each topic that tells of something undeclared; no event and no batch of them holds the number.</summary>
    private static Dictionary<string, AuditEvent> ReadEvidence(string bootstrap, string audit, string[] topics)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = KafkaServer.UniqueName("auditor") }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(audit, 0, 0));
        var found = new Dictionary<string, AuditEvent>(StringComparer.Ordinal);
        while (found.Count < topics.Length)
        {
            var bytes = (consumer.Consume(PaymentsWorld.Patience) ?? throw new TimeoutException($"Evidence of {found.Count} topics came.")).Message.Value;
            Assert.Null(EventBatchView.Open(bytes, out var batch));
            while (batch.MoveNext())
            {
                Assert.DoesNotContain("1111 1111", Encoding.Latin1.GetString(batch.Current), StringComparison.Ordinal);
                var e = new AuditEvent();
                Assert.Null(EventCodec.Read(batch.Current, e));
                if (e.Topic is { } topic && e.UndeclaredValues > 0)
                    found.TryAdd(topic, e);
            }
        }

        Assert.Equal(topics.Order(), found.Keys.Order());
        return found;
    }

    private static ProxySettings Settings(string bootstrap, string audit)
    {
        var watched = ProxySettings.Watched(bootstrap);
        var files = new Dictionary<string, string>(watched.Files)
        {
            ["policies/declared.yaml"] = """
                schema: policy/v1
                policy: {id: declared, title: Cards in texts, owner: owner@x.example}
                classes: {card: {find: [{topics: "declared.**", detect: pan, minScore: 0.8}]}}
                protect: [{id: P1, class: card, when: consume, do: pan}]
                """,
        };
        files["policies/sides.yaml"] = """
            schema: policy/v1
            policy: {id: sides, title: Keys and headers, owner: owner@x.example}
            defaults: {undeclaredPii: {do: mask, detect: [pan, email], in: [key, headers], topics: "sides.**"} }
            retention: [{id: T1, topics: "sides.**", max: 9d, cleanup: delete}]
            """;
        foreach (var (action, topics) in new[] { ("observe", "observed.**"), ("mask", "masked.**"), ("reject", "refused.**") })
        {
            files[$"policies/{action}.yaml"] = $$"""
                schema: policy/v1
                policy: {id: {{action}}, title: What nobody declares, owner: owner@x.example}
                defaults: {undeclaredPii: {do: {{action}}, topics: "{{topics}}"} }
                """;
        }

        return watched with { Yaml = watched.Yaml.Replace("admin:", $"audit: {{cluster: main, topic: {audit}, journal: journal}}\nadmin:", StringComparison.Ordinal), Files = files };
    }
}
