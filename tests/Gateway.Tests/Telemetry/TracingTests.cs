using System.Text;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>Traces and metrics as a collector gets them, of a proxy with users, rules and evidence.</summary>
[Collection(Alone.Name)]
public sealed class TracingTests
{
    private const string Card = "4111111111111111";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_request_is_a_span_with_the_brokers_part_and_the_guards_below_it_and_holds_no_byte_of_the_traffic()
    {
        // Given a proxy that traces every request,
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("payments.eu", partitions: 1);
        using var collector = new OtlpReceiver();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, $$"""
            telemetry: {otlp: {endpoint: "{{collector.Endpoint}}", protocol: http/protobuf, metricsInterval: 1s}, sampling: 1}
            """);

        // when a till writes, an analyst reads, and the analyst tries to write,
        using (var till = new ProducerBuilder<string, string>(new ProducerConfig(Client(proxy, "till"))).Build())
            await till.ProduceAsync("payments.eu", new Message<string, string> { Key = "key-canary", Value = $$"""{"card":"{{Card}}","code":"code-canary","amount":5}""" });
        using (var analyst = new ConsumerBuilder<string, string>(new ConsumerConfig(Client(proxy, "analyst")) { GroupId = "analyst-1" }).Build())
        {
            analyst.Assign([new TopicPartitionOffset("payments.eu", 0, Offset.Beginning)]);
            Assert.NotNull(analyst.Consume(Patience));
        }

        using (var intruder = new ProducerBuilder<string, string>(new ProducerConfig(Client(proxy, "analyst"))).Build())
            await Assert.ThrowsAsync<ProduceException<string, string>>(() => intruder.ProduceAsync("payments.eu", new Message<string, string> { Value = "value-canary" }));
        await Eventually.TrueAsync(() => MetricNames(collector).Contains("compliance.proxy.guard.fields"), Patience, "the metrics of the guard");
        var page = PageWriter.Write(proxy.Instruments.Families, PageFormat.OpenMetrics);
        await proxy.StopAsync();
        var spans = SentSpan.In(collector.Traces).ToList();

        // then the write is a span that says what it did, with the guard's work and the broker's time below it,
        var produce = Assert.Single(spans, span => span is { Name: "Produce", Status: 0 });
        Assert.Equal((2, ""), (produce.Kind, produce.Parent));
        Assert.Equal("kafka", produce.Attributes["messaging.system"]);
        Assert.Equal("send", produce.Attributes["messaging.operation.type"]);
        Assert.Equal("payments.eu", produce.Attributes["messaging.destination.name"]);
        Assert.Equal("1", produce.Attributes["messaging.batch.message_count"]);
        Assert.Equal("r", produce.Attributes["compliance.route"]);
        var below = spans.Where(span => span.Parent == produce.Id).OrderBy(span => span.Start).ToList();
        Assert.Equal(["guard request", "upstream"], below.Select(span => span.Name));
        Assert.All(below, span => Assert.Equal(produce.Trace, span.Trace));
        Assert.All(below, span => Assert.InRange(span.Start, produce.Start - 1_000_000, span.End));
        Assert.Equal("1", below[0].Attributes["compliance.guard.masked"]);
        Assert.Equal((3, "127.0.0.1"), (below[1].Kind, below[1].Attributes["server.address"]));

        // the read has the guard's work on its answer,
        var fetches = spans.Where(span => span is { Name: "Fetch" } && span.Attributes.ContainsKey("messaging.batch.message_count")).ToList();
        Assert.Contains(spans, span => span.Name == "guard answer" && fetches.Exists(fetch => fetch.Id == span.Parent));

        // the refusal is an error without a broker,
        var refused = Assert.Single(spans, span => span is { Name: "Produce", Status: 2 });
        Assert.Equal("TopicAuthorizationFailed", refused.Attributes["error.type"]);
        Assert.DoesNotContain(spans, span => span.Parent == refused.Id && span.Name == "upstream");

        // and nowhere is a byte of a record, a secret or a person.
        foreach (var sent in collector.Traces.Concat(collector.Metrics).Append(Encoding.UTF8.GetBytes(page)))
        {
            var text = Encoding.Latin1.GetString(sent);
            foreach (var canary in new[] { Card, "canary", "-secret", "*1111", "User:", "analyst" })
                Assert.DoesNotContain(canary, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_sampling_there_are_metrics_and_no_span()
    {
        // Given a proxy that traces nothing and sends its metrics,
        await using var broker = ScriptedBroker.Echo();
        using var collector = new OtlpReceiver();
        await using (var proxy = await RunningProxy.StartAsync(broker.Port, telemetry: collector.Plan(sampling: 0)))
        {
            // when requests pass,
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Frames.Beat(1), Frames.Beat(2));
            await client.ReadCorrelationIdsAsync(2);
            await Eventually.TrueAsync(() => MetricNames(collector).Contains("compliance.proxy.request.duration"), Patience, "the latencies");
        }

        // then they are counted, and no span was sent.
        Assert.Contains("compliance.proxy.requests", MetricNames(collector));
        Assert.Empty(collector.Traces);
    }

    [Fact]
    public async Task A_collector_that_is_away_hinders_nobody_and_is_told_of()
    {
        await using var broker = ScriptedBroker.Echo();
        using var collector = new OtlpReceiver();
        var plan = collector.Plan(sampling: 1);
        collector.Dispose();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, telemetry: plan);
        using var client = await proxy.ConnectAsync();

        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync(Frames.Beat(i));
            Assert.Equal(i, await client.ReadCorrelationIdAsync());
        }

        // And the log says that the collector is away.
        await Eventually.TrueAsync(() => proxy.Log.Contains("Warning 1071 "), Patience, "the log line");
    }

    /// <summary>Grammar: request 1 resource_metrics, 2 scope_metrics, 2 metrics; 1 name.</summary>
    private static List<string> MetricNames(OtlpReceiver collector) =>
    [
        .. from request in collector.Metrics
           from resource in new ProtoMessage(request).Messages(1)
           from scope in resource.Messages(2)
           from metric in scope.Messages(2)
           select metric.Text(1),
    ];

    private static ClientConfig Client(GovernedProxy proxy, string user) => new()
    {
        BootstrapServers = proxy.Bootstrap.ToString(),
        SecurityProtocol = SecurityProtocol.SaslPlaintext,
        SaslMechanism = SaslMechanism.Plain,
        SaslUsername = user,
        SaslPassword = user + "-secret",
    };
}
