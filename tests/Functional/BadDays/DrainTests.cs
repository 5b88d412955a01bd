using System.Net;
using Compliance.Functional.BadInput;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.BadDays;

/// <summary>A proxy that is told to stop: load balancers notice first, what is in flight is answered, and its clients go on through another one.</summary>
public sealed class DrainTests(ITestOutputHelper output)
{
    private const short InitProducerId = 22;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Clients_of_a_proxy_that_is_stopped_under_load_go_on_through_another_one_and_notice_nothing()
    {
        // Given two proxies before one cluster, and clients who know both,
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("drained");
        await kafka.CreateTopicAsync(topic);
        await using var first = await ProxyProcess.StartAsync(ProxySettings.Watched(kafka.BootstrapServers).With("{drainDelay: 200ms}"));
        await using var second = await ProxyProcess.StartAsync(ProxySettings.Open(kafka.BootstrapServers).With("{drainDelay: 200ms}"));
        var clients = new ClientConfig { BootstrapServers = $"{first.Bootstrap},{second.Bootstrap}" };
        await using var traffic = new SteadyTraffic(clients, clients, topic);
        await traffic.WaitForAsync(200);

        // when each of them in its turn is told to stop and comes back,
        foreach (var proxy in Enumerable.Repeat(new[] { first, second }, Nightly.Or(1, 10)).SelectMany(both => both))
        {
            await proxy.SignalAsync("TERM");
            Assert.Equal(0, await proxy.WaitForExitAsync());
            Assert.DoesNotContain("cut off", proxy.Log, StringComparison.Ordinal);
            await traffic.WaitForAsync(100);
            await proxy.StartAgainAsync();
        }

        // then every record came once and in order, and neither client was told of a failure.
        await traffic.StopAsync();
        output.WriteLine($"{traffic.Sent} records; {traffic.Surfaced.Count} failures told to the application, {traffic.Disconnects} connections lost and made anew by the clients themselves");
        traffic.IsWhole();
    }

    [Fact]
    public async Task It_is_not_ready_at_once_and_still_serves_those_who_have_not_noticed()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers).With("{drainDelay: 1h}"));
        using var http = new HttpClient { BaseAddress = proxy.Admin };
        await Eventually.TrueAsync(async () => (await http.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, Patience, "the proxy to be ready");
        using var client = await RawClient.ConnectAsync(proxy.Port);

        await proxy.SignalAsync("TERM");
        await proxy.WaitForLineAsync("Told to stop");

        var ready = await http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("the proxy stops", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await client.AskAsync(new Message(ApiTable.Find(3)!.Request(12)) { ["Topics"] = null });
        using var late = await RawClient.ConnectAsync(proxy.Port);
        await late.AskAsync(new Message(ApiTable.Find(3)!.Request(12)) { ["Topics"] = null });

        // A second signal makes an end of it.
        await proxy.SignalAsync("TERM");
        Assert.Equal(0, await proxy.WaitForExitAsync());
    }

    [Fact]
    public async Task A_second_signal_does_not_wait_for_what_is_in_flight()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers).With("{drainDelay: 0s, drainTimeout: 1h}"));
        using var client = await RawClient.ConnectAsync(proxy.Port);
        cluster.Brokers[0].Script(InitProducerId, FakeAnswer.Silence);
        await client.SendFrameAsync(client.Request(new Message(ApiTable.Find(InitProducerId)!.Request(1)) { ["TransactionTimeoutMs"] = 1000 }));
        await Eventually.TrueAsync(() => cluster.Brokers[0].Requests.Any(request => request.ApiKey == InitProducerId), Patience, "the request to reach the broker");

        await proxy.SignalAsync("TERM");
        await proxy.WaitForLineAsync("Stopping: no new connections, 1 sessions");
        Assert.False(proxy.HasExited);
        await proxy.SignalAsync("TERM");

        Assert.Equal(0, await proxy.WaitForExitAsync());
        Assert.Contains("1 sessions were cut off", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hangup_reads_the_settings_again_and_connections_stay()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var settings = ProxySettings.Watched(cluster.BootstrapServers).With("{reloadInterval: 0s}");
        await using var proxy = await ProxyProcess.StartAsync(settings);
        using var client = await RawClient.ConnectAsync(proxy.Port);
        var initialize = new Message(ApiTable.Find(InitProducerId)!.Request(1)) { ["TransactionTimeoutMs"] = 1000 };
        Assert.Equal((short)0, (await client.AskAsync(initialize))["ErrorCode"]);

        // When the policy allows reading alone, and the proxy is told so,
        proxy.Write("policies/open.yaml", settings.Files["policies/open.yaml"].Replace("allow: [\"*\"]", "allow: [read]", StringComparison.Ordinal).Replace("transactionalIds: \"**\", cluster: true, ", "", StringComparison.Ordinal));
        await proxy.SignalAsync("HUP");
        await proxy.WaitForLineAsync("Settings read again");

        // then the same connection is refused what is not allowed any more, and a broken policy changes nothing.
        Assert.NotEqual((short)0, (await client.AskAsync(initialize))["ErrorCode"]);
        proxy.Write("policies/open.yaml", "schema: nonsense");
        await proxy.SignalAsync("HUP");
        await proxy.WaitForLineAsync("stays in force");
        Assert.NotEqual((short)0, (await client.AskAsync(initialize))["ErrorCode"]);
        Assert.Matches(@"open\.yaml:1:\d+: error: ", proxy.Log);
    }
}
