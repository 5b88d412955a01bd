using Compliance.Gateway.Tests.Approval;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Serving;

/// <summary>A route that demands approvals, under clients of librdkafka, and a proxy that finds by itself what has changed.</summary>
public sealed class ApprovedUnderLoadTests
{
    private const string Topic = "payments.eu";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Second = Policies.Payments.Replace("keepLast: 4, fill: \"*\"", "keepLast: 0, fill: \"#\"", StringComparison.Ordinal);

    [Fact]
    public async Task A_policy_comes_into_force_by_itself_once_both_have_spoken_and_not_before_and_no_connection_is_dropped()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, route: Officers.Demanded, before: proxy =>
        {
            Officers.Begin(proxy);
            proxy.Write("proxy.yaml", File.ReadAllText(proxy.Settings).Replace("reloadInterval: 0s", "reloadInterval: 50ms", StringComparison.Ordinal));
        });
        var officers = new Officers(proxy);
        using var till = ReloadUnderLoadTests.ProducerAs("till", proxy);
        using var analyst = ReloadUnderLoadTests.ConsumerAs("analyst", proxy);
        var sent = 0;

        // Given a till that writes and an analyst who reads what the first policy leaves,
        Assert.Equal(Masked(0, "************1111"), await PassAsync());
        var ended = proxy.SessionsEnded;

        // when another policy stands in the folder, which nobody, and then only alice has signed,
        proxy.Write("policies/test.yaml", Second);
        await Eventually.TrueAsync(() => Lines(proxy, "has changed since release 1") >= 1, Patience, "the change seen");
        Assert.Equal(Masked(1, "************1111"), await PassAsync());
        officers.Say("sign", "alice");
        await Eventually.TrueAsync(() => Lines(proxy, "lacks the approval of 1 more of bob") >= 1, Patience, "the signature seen");
        Assert.Equal(Masked(2, "************1111"), await PassAsync());

        // then it waits; and once bob approves it, it is in force, on the same connections.
        officers.Say("approve", "bob");
        await Eventually.TrueAsync(() => Lines(proxy, "Information 1060") >= 1, Patience, "the reload");
        await Eventually.TrueAsync(async () => (await PassAsync()).Contains("################", StringComparison.Ordinal), Patience, "the second policy");
        Assert.Equal(0, proxy.SessionsEnded - ended);

        async Task<string> PassAsync()
        {
            await till.ProduceAsync(Topic, new Message<Null, string> { Value = $$"""{"n":{{sent++}},"card":"4111111111111111"}""" });
            return analyst.Consume(Patience).Message.Value;
        }
    }

    private static int Lines(GovernedProxy proxy, string text) => proxy.Log.All.Count(line => line.Contains(text, StringComparison.Ordinal));

    private static string Masked(int index, string card) => $$"""{"n":{{index}},"card":"{{card}}"}""";
}
