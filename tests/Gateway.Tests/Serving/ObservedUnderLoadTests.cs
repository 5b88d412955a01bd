using Compliance.Events;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Serving;

/// <summary>A policy that is only observed, under clients of librdkafka: they notice nothing, and metrics and evidence say what it would have done.</summary>
public sealed class ObservedUnderLoadTests
{
    private const string Topic = "payments.eu";
    private const string Value = """{"n":1,"card":"4111111111111111","code":"123"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Observed = Policies.Payments.Replace("mode: enforce", "mode: observe", StringComparison.Ordinal);

    [Fact]
    public async Task What_it_would_do_is_counted_by_rule_and_told_until_it_is_enforced()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, policy: Observed);
        using var till = ReloadUnderLoadTests.ProducerAs("till", proxy);
        using var analyst = ReloadUnderLoadTests.ConsumerAs("analyst", proxy);

        // Given records that pass as they are,
        Assert.Equal(Value, await PassAsync());
        Assert.Equal(["P1 mask_stored 1", "P2 mask_read 1"], Counted(proxy));

        // when the policy is enforced, then it acts (a fetch that waited at the broker still goes by the one before), and nothing more is counted.
        Assert.True(await proxy.UseAsync(Policies.Payments));
        await Eventually.TrueAsync(async () => await PassAsync() == """{"n":1,"card":"************1111"}""", Patience, "the policy in force");
        var counted = Counted(proxy).ToList();
        Assert.Equal("""{"n":1,"card":"************1111"}""", await PassAsync());
        Assert.Equal(counted, Counted(proxy));

        // The evidence of both says what was done apart from what would have been, and under which version.
        var events = (await proxy.StopAsync()).Where(e => e.Topic == Topic).ToList();
        Assert.All(events, e => Assert.Equal(("test", 64), (e.PolicyId, e.PolicySha256!.Length)));
        Assert.Equal(["P1 mask 1 0", "  0 1"], FirstAndLast(events, "kafka.produce"));
        Assert.Equal(["P2 mask 1 0", "  0 1"], FirstAndLast(events, "kafka.fetch"));
        Assert.Equal(2, events.Select(e => e.PolicySha256).Distinct().Count());

        async Task<string> PassAsync()
        {
            await till.ProduceAsync(Topic, new Message<Null, string> { Value = Value });
            return analyst.Consume(Patience).Message.Value;
        }
    }

    private static IEnumerable<string> FirstAndLast(List<AuditEvent> events, string action)
    {
        var of = events.Where(e => e.Action == action).Select(e => $"{string.Join(' ', e.ObservedRules)} {e.ObservedDecision} {e.ObservedValues} {e.MaskedValues}").ToList();
        return [of[0], of[^1]];
    }

    private static IEnumerable<string> Counted(GovernedProxy proxy) =>
        proxy.Instruments.Families.Single(family => family.Name == "compliance.proxy.policy.observed").Samples()
            .Select(sample => $"{Label(sample, "rule")} {Label(sample, "outcome")} {sample.Value}").Where(line => line.StartsWith('P')).Order(StringComparer.Ordinal);

    private static object? Label(Sample sample, string name) => sample.Labels.Pairs.First(pair => pair.Key == name).Value;
}
