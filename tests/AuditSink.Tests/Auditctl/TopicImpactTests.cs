using System.Text.Json;
using Compliance.Auditctl.Access;
using Compliance.Events;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>Other policies, tried on what the audit topic still holds: a real Kafka.</summary>
public sealed class TopicImpactTests : IDisposable
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: pay, title: Pay, owner: o}
        people: {readers: {principals: ["User:analyst"]}}
        classes: {card: {find: [{topics: payments, path: $.card}]}}
        protect: [{id: P1, class: card, when: consume, do: {mask: {keepLast: 4}}}]
        access: [{id: A1, allow: [read], topics: payments, people: readers}]
        """;

    private readonly TempFolder _folder = new("topic-impact");
    private readonly AuditctlRun _run = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_counted_over_the_events_of_the_topic_each_once()
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("audit");
        await kafka.CreateTopicAsync(topic, partitions: 2);
        // given two reads, one of them sent a second time, a refused one, one that is long past, and a record that is no event
        await SendAsync(kafka, topic,
            Read(1, "User:analyst", "2026-11-25T10:00:00Z"), Read(2, "User:analyst", "2026-11-25T11:00:00Z"), Read(2, "User:analyst", "2026-11-25T11:00:00Z"),
            Read(3, "User:intruder", "2026-11-25T12:00:00Z"), Read(4, "User:analyst", "2020-01-01T00:00:00Z"), null);
        var config = _folder.Write("auditctl.yaml", $"kafka: {{bootstrap: [{string.Join(", ", kafka.BootstrapServers.Split(',').Select(broker => $"\"{broker}\""))}], topic: {topic}}}\n");
        var (old, young) = (_folder.Write("old.yaml", Policy), _folder.Write("new.yaml", Policy.Replace("keepLast: 4", "keepLast: 6", StringComparison.Ordinal).Replace("people: readers}", "people: \"*\"}", StringComparison.Ordinal)));

        Assert.Equal(0, _run.Verb("impact", "--config", config, "--from", "topic", old, young));

        Assert.StartsWith("4 recorded requests looked at; 4 would go otherwise.", _run.Output, StringComparison.Ordinal);
        Assert.Contains("more: User:analyst reading payments, card at $.card: masked; the last 6 characters stay; is masked; the last 4 characters stay (3 requests, 30 records)", _run.Output, StringComparison.Ordinal);
        Assert.Contains("more: User:intruder reading payments, access: allowed (A1); is denied (1 requests, 10 records)", _run.Output, StringComparison.Ordinal);
        Assert.Contains($"1 records of {topic} are no events", _run.Error, StringComparison.Ordinal);

        // and asked of whom and when, as of the archive; what was asked before stands in the topic itself, and names no topic
        Assert.Equal(0, _run.Verb("impact", "--config", config, "--from", "topic", "--since", "2026-11-25", "--who", "analyst", "--json", old, young));
        using var json = JsonDocument.Parse(_run.Output);
        Assert.Equal((2, 2), (json.RootElement.GetProperty("requests").GetInt32(), json.RootElement.GetProperty("changed").GetInt32()));
    }

    [Fact]
    public async Task Who_comes_from_a_network_is_known_by_the_address_in_his_events()
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("audit");
        await kafka.CreateTopicAsync(topic);
        // given three reads from the office, by two addresses, and one from elsewhere
        await SendAsync(kafka, topic, [.. new[] { "10.1.0.1", "10.1.0.2", "10.1.0.1", "192.0.2.1" }.Select((source, i) => Read(i + 1, "User:analyst", "2026-11-25T10:00:00Z", source))]);
        var config = _folder.Write("auditctl.yaml", $"kafka: {{bootstrap: [{string.Join(", ", kafka.BootstrapServers.Split(',').Select(broker => $"\"{broker}\""))}], topic: {topic}}}\n");
        var (old, young) = (_folder.Write("old.yaml", Policy), _folder.Write("new.yaml", Policy.Replace("[\"User:analyst\"]", "[\"User:analyst\"], networks: 10.1.0.0/16", StringComparison.Ordinal)));

        Assert.Equal(0, _run.Verb("impact", "--config", config, "--from", "topic", old, young));

        Assert.StartsWith("4 recorded requests looked at; 1 would go otherwise.", _run.Output, StringComparison.Ordinal);
        Assert.Contains("less: User:analyst reading payments, access: denied; is allowed (A1) (1 requests, 10 records)", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_topic_in_the_settings_it_is_told_what_to_write()
    {
        var policy = _folder.Write("old.yaml", Policy);

        Assert.Equal(1, _run.Verb("impact", "--archive", _folder.Path, "--from", "topic", policy, policy));
        Assert.Contains("kafka: {bootstrap: [broker-1:9092], topic: compliance.audit}", _run.Error, StringComparison.Ordinal);
        Assert.Equal(1, _run.Verb("impact", "--archive", _folder.Path, "--from", "memory", policy, policy));
    }

    private static AuditEvent Read(long sequence, string principal, string at, string? source = null) => new()
    {
        Id = Guid.CreateVersion7(),
        Proxy = "proxy-1",
        Epoch = 1,
        Sequence = sequence,
        Timestamp = EventTime.Micros(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)),
        Category = "api",
        Type = "access",
        Action = "kafka.fetch",
        Outcome = "success",
        Principal = principal,
        SourceIp = source,
        Topic = "payments",
        Records = 10,
    };

    private static async Task SendAsync(KafkaServer kafka, string topic, params AuditEvent?[] events)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        foreach (var one in events)
            await producer.ProduceAsync(topic, new Message<string, byte[]> { Key = one?.Proxy ?? "rubbish", Value = one is null ? [1, 2, 3] : AccessJournal.Record(one) });
    }
}
