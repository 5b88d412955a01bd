using System.Collections.Immutable;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Upstream;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream;

/// <summary>What the proxy asks a cluster by itself.</summary>
public sealed class ScoutTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_brokers_port_is_open_before_any_client_asked_for_it()
    {
        await using var cluster = await FakeCluster.StartAsync(brokers: 3);
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port);
        foreach (var broker in cluster.Brokers)
            await Eventually.TrueAsync(() => proxy.Log.Contains($"broker {broker.NodeId} is reached through"), Patience, $"broker {broker.NodeId}");
    }

    [Fact]
    public async Task Where_the_brokers_of_the_settings_are_gone_those_that_the_cluster_named_serve()
    {
        // Given settings that name one of two brokers,
        await using var cluster = await FakeCluster.StartAsync(brokers: 2);
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port);
        await Eventually.TrueAsync(() => proxy.Log.Contains("2 brokers"), Patience, "the cluster");

        // when that one goes, then clients that begin at the bootstrap port are served by the other.
        await cluster.Brokers[0].StopAsync();
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Request(Frames.Metadata, 1, 1, [0, 0, 0, 0]));
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task Before_authentication_clients_are_told_what_all_brokers_and_the_proxy_know()
    {
        // Given two brokers, one of which is older,
        await using var cluster = await FakeCluster.StartAsync(brokers: 2);
        cluster.Brokers[0].Offer(Frames.Metadata, 0, 12);
        cluster.Brokers[1].Offer(Frames.Metadata, 5, 9999);
        cluster.Brokers[1].Offer(Frames.Heartbeat, 0, -1);
        using var folder = new TempFolder("scout");
        UsersFile.Set(folder.Combine("users"), "alice", PlainCredential.Create("alice", "wonderland"u8, 1000).ToLine());
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port, clients: new ClientsPlan(folder.Combine("users")));
        await Eventually.TrueAsync(() => proxy.Log.Contains("2 brokers"), Patience, "the cluster");

        // when a client asks for the versions,
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Request(Frames.ApiVersions, 0, 1, []));
        var versions = VersionTable.Of((await client.ReadAsync())![4..], 0)!;

        // then it is told the part that all have in common.
        Assert.Equal((5, 12), versions.Ranges[Frames.Metadata]);
        Assert.DoesNotContain(Frames.Heartbeat, versions.Ranges.Keys);
    }

    [Fact]
    public void A_table_is_answered_in_every_version_as_it_was_read()
    {
        var table = VersionTable.Of(ScriptedBroker.Versions(), 3)!;
        for (short version = 0; version <= 4; version++)
        {
            var again = VersionTable.Of(table.Answer(version), version)!;
            Assert.Equal(table.Ranges, again.Ranges);
        }

        Assert.Null(VersionTable.Of([0, 35, 0, 0, 0, 0], 0));
        Assert.Null(VersionTable.Of([1, 2, 3], 3));
    }

    [Fact]
    public void No_more_is_offered_than_the_settings_allow_and_the_login_always_is()
    {
        var ceilings = ImmutableDictionary<short, short>.Empty.Add(Frames.Metadata, 8);

        var table = VersionTable.Of(ScriptedBroker.Versions(), 3, ceilings)!;

        Assert.Equal(8, table.Ranges[Frames.Metadata].Max);
        Assert.Equal(((0, 1), (0, 2)), (table.WithLogin().Ranges[17], table.WithLogin().Ranges[36]));
    }

    [Fact]
    public void Features_of_a_brokers_answer_are_handed_on_where_the_version_carries_them()
    {
        // Given an answer that ends in a tag: one supported feature, x, from 0 to 1,
        byte[] tags = [1, 0, 8, 2, 2, (byte)'x', 0, 0, 0, 1, 0];
        var table = VersionTable.Of([.. ScriptedBroker.Versions()[..^1], .. tags], 3)!;

        // then an answer of the proxy has it from version 3 on.
        Assert.EndsWith(Convert.ToHexString(tags), Convert.ToHexString(table.Answer(3)), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(tags), Convert.ToHexString(table.Answer(2)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proxy_logs_in_where_the_cluster_asks_for_it()
    {
        // Given a cluster that lets in one user,
        await using var cluster = await FakeCluster.StartAsync(users: new Dictionary<string, string> { ["proxy"] = "secret-1" });

        // when the proxy has the right password, then it serves clients that have none,
        await using (var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port, login: new LoginPlan("proxy", "secret-1")))
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Frames.Request(Frames.Metadata, 1, 1, [0, 0, 0, 0]));
            Assert.Equal(1, await client.ReadCorrelationIdAsync());
        }

        // and when it has a wrong one, then clients are closed and the log says whose fault that is.
        await using var stranger = await RunningProxy.StartAsync(cluster.Brokers[0].Port, login: new LoginPlan("proxy", "guess-77"));
        using var unlucky = await stranger.ConnectAsync();
        await unlucky.SendAsync(Frames.Request(Frames.Metadata, 1, 1, [0, 0, 0, 0]));
        Assert.Null(await unlucky.ReadAsync());
        await Eventually.TrueAsync(() => stranger.Log.Contains("refuses the credentials (error 58)"), Patience, "the log line");
        Assert.False(stranger.Log.Contains("guess-77"));
    }

    [Fact]
    public async Task Ids_are_resolved_by_asking_the_cluster_and_a_lost_connection_is_made_again()
    {
        // Given a topic that only the cluster knows,
        await using var cluster = await FakeCluster.StartAsync();
        var topic = cluster.Topic("payments");
        var plan = new ClusterPlan("c", [new BrokerAddress("127.0.0.1", cluster.Brokers[0].Port)]);
        var connector = new BrokerConnector(plan, LimitsPlan.Default, new CoarseClock(TimeProvider.System), TimeProvider.System);
        using var asker = new TopicAsker(() => connector, new LogLines());
        var topics = new Topics(100, asker.LookupAsync);

        // when its id comes by,
        await topics.ResolveAsync([topic.Id, Guid.NewGuid()]);

        // then its name is found out, and again after the broker was away.
        Assert.True(topics.TryName(topic.Id, out var name));
        Assert.Equal("payments", name);
        topics.Forget(topic.Id);
        await cluster.Brokers[0].StopAsync();
        await topics.ResolveAsync([topic.Id]);
        Assert.False(topics.TryName(topic.Id, out _));
        await cluster.Brokers[0].StartAsync();
        await topics.ResolveAsync([topic.Id]);
        Assert.True(topics.TryName(topic.Id, out _));
    }
}
