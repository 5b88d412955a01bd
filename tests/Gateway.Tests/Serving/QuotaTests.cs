using System.Collections.Concurrent;
using System.Text.Json;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Serving;

/// <summary>Quotas in a proxy that runs, with clients of librdkafka.</summary>
public sealed class QuotaTests
{
    private const string Topic = "payments.eu";
    private const string Clear = """{"card":"4111111111111111"}""";
    private const string Masked = """{"card":"************1111"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string ThreeInClear = Policies.Payments.Replace("{mask: {keepLast: 4, fill: \"*\"}}}", "{mask: {keepLast: 4, fill: \"*\"}}, except: [{people: analysts, do: reveal, until: 2100-01-01, ticket: T-1, approvedBy: x}]}", StringComparison.Ordinal)
        + "\nquotas: [{id: Q1, people: analysts, reveals: 3/d}]";

    [Fact]
    public async Task What_was_seen_in_clear_is_not_forgotten_when_policies_change_nor_when_a_client_comes_again()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, policy: ThreeInClear);
        using var till = ReloadUnderLoadTests.ProducerAs("till", proxy);
        var analyst = ReloadUnderLoadTests.ConsumerAs("analyst", proxy);

        // Given two of three seen, when the policies change in something else,
        var first = await ReadNew(2);
        Assert.True(await proxy.UseAsync(ThreeInClear.Replace("title: Test", "title: Other", StringComparison.Ordinal)));

        // then there is one left, on this connection and on another.
        var second = await ReadNew(2);
        analyst.Dispose();
        analyst = ReloadUnderLoadTests.ConsumerAs("analyst", proxy);
        Assert.Equal([Clear, Clear], first);
        Assert.Equal([Clear, Masked], second);
        Assert.Equal(Enumerable.Repeat(Masked, 4), Read(4));
        analyst.Dispose();

        async Task<List<string>> ReadNew(int count)
        {
            for (var i = 0; i < count; i++)
                await till.ProduceAsync(Topic, new Message<Null, string> { Value = Clear }, TestContext.Current.CancellationToken);
            return Read(count);
        }

        List<string> Read(int count) => [.. Enumerable.Range(0, count).Select(_ => analyst.Consume(Patience).Message.Value)];
    }

    [Fact]
    public async Task Who_writes_faster_than_he_may_is_slowed_and_loses_nothing()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, policy: Policies.Payments + "\nquotas: [{id: Q1, people: tills, write: 64KiB/s}]");
        var throttled = new ConcurrentBag<int>();
        var settings = new ProducerConfig(As("till", proxy)) { StatisticsIntervalMs = 50, LingerMs = 0, BatchSize = 20_000 };
        using var till = new ProducerBuilder<Null, string>(settings).SetLogHandler((_, _) => { }).SetStatisticsHandler((_, json) => throttled.Add(MostThrottled(json))).Build();
        var value = $$"""{"amount":"{{new string('1', 16_000)}}"}""";

        var written = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => till.ProduceAsync(Topic, new Message<Null, string> { Value = value })));

        Assert.Equal(Enumerable.Range(0, 12), written.Select(record => (int)record.Offset.Value).Order());
        await Eventually.TrueAsync(() => throttled.Any(ms => ms > 0), Patience, "librdkafka to tell that it was throttled");
        Assert.Contains("compliance_proxy_quota_throttled_total{route=\"r\",quota=\"write\"}", PageWriter.Write(proxy.Instruments.Families, PageFormat.Prometheus), StringComparison.Ordinal);
    }

    private static int MostThrottled(string statistics)
    {
        using var document = JsonDocument.Parse(statistics);
        return document.RootElement.GetProperty("brokers").EnumerateObject().Select(broker => broker.Value.GetProperty("throttle").GetProperty("max").GetInt32()).DefaultIfEmpty().Max();
    }

    private static ClientConfig As(string user, GovernedProxy proxy) => new()
    {
        BootstrapServers = proxy.Bootstrap.ToString(),
        SecurityProtocol = SecurityProtocol.SaslPlaintext,
        SaslMechanism = SaslMechanism.Plain,
        SaslUsername = user,
        SaslPassword = $"{user}-secret",
    };
}
