using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Functional.Outage;

/// <summary>
/// The audit topic is away and the journal fills up: the proxy slows its clients down, refuses what is strict, refuses everything. Idempotent
/// producers of librdkafka go on by themselves once the topic is back: nothing of theirs was lost, repeated or given up.
/// </summary>
public sealed class JournalFullTests
{
    private const string Strict = "\naudit: [{id: M1, mode: strict, apis: produce, topics: \"strict-*\"}]";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Producers_go_on_through_every_rung_without_loss_or_repeat()
    {
        // Given a real broker, an audit cluster that is away, and a journal of 1 MiB,
        var kafka = await KafkaServer.GetAsync();
        await using var evidence = await FakeCluster.StartAsync();
        await evidence.Brokers[0].StopAsync();
        var (strict, plain) = (KafkaServer.UniqueName("strict"), KafkaServer.UniqueName("plain"));
        await kafka.CreateTopicAsync(strict);
        await kafka.CreateTopicAsync(plain);
        await using var proxy = await ProxyProcess.StartAsync(SettingsFor(kafka, evidence));

        // when one producer writes to a topic that is strict and another, request by request, to one that is not,
        await using var careful = new NumberedProducer(NumberedProducer.Config(proxy.Bootstrap), strict, partitions: 1, perSecond: 50, Numbers.Plain);
        var config = NumberedProducer.Config(proxy.Bootstrap);
        (config.LingerMs, config.BatchNumMessages) = (0, 1);
        await using var busy = new NumberedProducer(config, plain, partitions: 1, perSecond: 500, Numbers.Plain);

        // then the journal fills until nothing more is let through, and producers are refused again and again;
        await Eventually.TrueAsync(async () => await proxy.MetricAsync("compliance_audit_rung") == 3, Patience, "the journal to be full");
        var refused = await proxy.MetricAsync("compliance_audit_held_back_total");
        await Eventually.TrueAsync(async () => await proxy.MetricAsync("compliance_audit_held_back_total") > refused + 3, Patience, "refused producers to ask again");
        Assert.True(await proxy.MetricAsync("compliance_audit_throttled_total") > 0);
        var (carefully, busily) = (careful.Acknowledged, busy.Acknowledged);

        // and once the audit topic is back, both go on,
        await evidence.Brokers[0].StartAsync();
        await Eventually.TrueAsync(async () => await proxy.MetricAsync("compliance_audit_rung") == 0, Patience, "room in the journal");
        await Eventually.TrueAsync(() => careful.Acknowledged > carefully + 20 && busy.Acknowledged > busily + 20, Patience, "the producers to go on");
        await careful.StopAsync();
        await busy.StopAsync();

        // without a record that was given up, lost or stored twice; and the log tells each step.
        Assert.Empty(careful.Failures.Concat(busy.Failures));
        Assert.Empty(StoredNumbers.Faults(kafka.BootstrapServers, strict, careful.Written, Numbers.Plain));
        Assert.Empty(StoredNumbers.Faults(kafka.BootstrapServers, plain, busy.Written, Numbers.Plain));
        foreach (var rung in new[] { "Throttle", "RefuseStrict", "Full", "Open" })
            Assert.Contains($"Audit holds back {rung} after", proxy.Log, StringComparison.Ordinal);
    }

    private static ProxySettings SettingsFor(KafkaServer kafka, FakeCluster evidence)
    {
        var settings = ProxySettings.Ruled(kafka.BootstrapServers, evidence.BootstrapServers, "audit");
        return settings with
        {
            Yaml = settings.Yaml.Replace(
                "journal: journal}",
                "journal: journal, segmentBytes: 256KiB, maxJournalBytes: 1MiB, fillingPercent: 40, refuseStrictPercent: 60, maxThrottle: 5ms}",
                StringComparison.Ordinal),
            Files = settings.Files.ToDictionary(file => file.Key, file => file.Value + Strict),
        };
    }
}
