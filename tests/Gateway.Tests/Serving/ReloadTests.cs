using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Gateway.Tests.Serving;

/// <summary>Settings that are read again: what is good comes into force as a whole, what is bad changes nothing and says why.</summary>
public sealed class ReloadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new("reload");
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_broken_policy_leaves_the_plan_that_runs_and_says_where_and_why()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);

        // When a policy is broken, the settings are no YAML, and both are mended again,
        Assert.False(await proxy.UseAsync(Policies.Payments.Replace("keepLast: 4", "keepLast: many", StringComparison.Ordinal)));
        Assert.True(await proxy.UseAsync(Policies.Payments));
        var good = File.ReadAllText(proxy.Settings);
        proxy.Write("proxy.yaml", "clusters: [a");
        Assert.False(await proxy.Process.ReloadAsync());
        Assert.Equal(1, Stale());
        proxy.Write("proxy.yaml", good);
        Assert.True(await proxy.Process.ReloadAsync());

        // then the log names the places, and the evidence holds each attempt with the plan in force.
        Assert.Equal(0, Stale());
        Says(proxy.Log, "Error 1061", "test.yaml:13:64: error: ");
        Says(proxy.Log, "Error 1061", "proxy.yaml:2:1: error: ", "not YAML");
        var reloads = (await proxy.StopAsync()).Where(e => e.Action == "settings.reload").ToList();
        Assert.Equal(["failure", "success", "failure", "success"], reloads.Select(e => e.Outcome));
        Assert.All(reloads, e => Assert.Equal((64, "configuration"), (e.PolicySha256!.Length, e.Category)));
        Assert.Single(reloads.Select(e => e.PolicySha256).Distinct());
    }

    [Theory]
    [InlineData("journal: journal", "journal: elsewhere", "'audit' can't change while the proxy runs")]
    [InlineData("port: 0", "port: 1", "'listen' of route 'r' can't change")]
    [InlineData("clients:", "advertise: other.example\n    clients:", "'advertise' of route 'r' can't change")]
    [InlineData("clusters:\n", "clusters:\n  d: {bootstrap: [\"127.0.0.1:1\"]}\n", "The cluster of route 'r' can't change", "cluster: c\n    listen", "cluster: d\n    listen")]
    public async Task What_a_running_proxy_can_not_take_up_is_refused(string part, string by, params string[] more)
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);
        var text = File.ReadAllText(proxy.Settings);
        Assert.Contains(part, text, StringComparison.Ordinal);
        text = text.Replace(part, by, StringComparison.Ordinal);
        if (more.Length == 3)
            text = text.Replace(more[1], more[2], StringComparison.Ordinal);
        proxy.Write("proxy.yaml", text);

        Assert.False(await proxy.Process.ReloadAsync());

        Says(proxy.Log, "Error 1061", more[0]);
        using var client = await proxy.ConnectAsync();
    }

    [Fact]
    public async Task A_change_on_disk_is_found_without_being_told_also_behind_the_links_of_a_mounted_folder()
    {
        // Given a policy folder as a container sees it: a link into a folder that is exchanged as a whole,
        await using var broker = ScriptedBroker.Echo();
        _folder.Write("v1/p.yaml", Policies.Payments);
        _folder.Write("v2/p.yaml", Policies.Payments.Replace("keepLast: 4", "keepLast: 2", StringComparison.Ordinal));
        _folder.Write("policies/readme.txt", "");
        File.CreateSymbolicLink(_folder.Combine("data"), _folder.Combine("v1"));
        File.CreateSymbolicLink(_folder.Combine("policies", "p.yaml"), "../data/p.yaml");
        await using var proxy = await StartAsync(Settings(broker.Port, policies: true, limits: "{reloadInterval: 50ms}"));
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(_log.Contains("1060"));

        // when it is exchanged, the proxy finds out.
        Directory.Delete(_folder.Combine("data"));
        File.CreateSymbolicLink(_folder.Combine("data"), _folder.Combine("v2"));
        await Eventually.TrueAsync(() => _log.Contains("Information 1060"), Patience, "the new policy");
    }

    [Fact]
    public async Task Routes_come_and_go_and_what_is_in_flight_on_one_that_goes_is_answered()
    {
        // Given a request in flight on a route,
        var release = new TaskCompletionSource();
        await using var broker = new ScriptedBroker(async (frame, _) =>
        {
            await release.Task;
            return Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
        await using var proxy = await StartAsync(Settings(broker.Port));
        var old = proxy.Bootstrap("r");
        using var client = await RawClient.ConnectAsync(old);
        using var idle = await RawClient.ConnectAsync(old);
        await client.SendAsync(Frames.Beat(1));
        await Eventually.TrueAsync(() => broker.Received.Any(frame => Frames.CorrelationIdOf(frame) == 1), Patience, "the request");

        // when another route takes its place,
        _folder.Write("proxy.yaml", Settings(broker.Port).Replace("  r:", "  s:", StringComparison.Ordinal));
        Assert.True(await proxy.ReloadAsync());

        // then the new one is served, the old one takes nobody any more, and the answer comes before its connection ends.
        using var next = await RawClient.ConnectAsync(proxy.Bootstrap("s"));
        Assert.Null(await idle.ReadAsync());
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(old));
        release.SetResult();
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await next.SendAsync(Frames.Beat(2));
        Assert.Equal(2, await next.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_refuses_all_of_the_settings()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(Settings(broker.Port));
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var second = Settings(broker.Port).Split('\n').Skip(3).Take(4).Select(line => line.Replace("  r:", "  s:", StringComparison.Ordinal).Replace("port: 0", $"port: {((IPEndPoint)taken.LocalEndpoint).Port}", StringComparison.Ordinal));
        _folder.Write("proxy.yaml", Settings(broker.Port, limits: "{maxConnections: 1}").Replace("limits:", string.Join('\n', second) + "\nlimits:", StringComparison.Ordinal));

        Assert.False(await proxy.ReloadAsync());

        Assert.True(_log.Contains("of route 's' can't be opened on 127.0.0.1: AddressAlreadyInUse"));
        using var one = await RawClient.ConnectAsync(proxy.Bootstrap("r"));
        using var two = await RawClient.ConnectAsync(proxy.Bootstrap("r"));
        await two.SendAsync(Frames.Beat(2));
        Assert.Equal(2, await two.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task Limits_and_the_way_to_the_cluster_change_for_what_begins_anew()
    {
        // Given a connection that is open to one broker,
        await using var first = ScriptedBroker.Echo();
        await using var second = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(Settings(first.Port));
        using var client = await RawClient.ConnectAsync(proxy.Bootstrap("r"));
        await client.SendAsync(Frames.Beat(1));
        await client.ReadCorrelationIdAsync();

        // when the cluster is reached through another one, and two connections are the most,
        _folder.Write("proxy.yaml", Settings(second.Port, limits: "{maxConnections: 2, maxBufferedBytes: 300MiB}"));
        Assert.True(await proxy.ReloadAsync());

        // then the connection stays where it is, a second one goes the new way, and a third one is refused.
        using var later = await RawClient.ConnectAsync(proxy.Bootstrap("r"));
        await later.SendAsync(Frames.Beat(2));
        Assert.Equal(2, await later.ReadCorrelationIdAsync());
        await client.SendAsync(Frames.Beat(3));
        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Contains(second.Received, frame => Frames.CorrelationIdOf(frame) == 2);
        Assert.Contains(first.Received, frame => Frames.CorrelationIdOf(frame) == 3);
        using var third = await RawClient.ConnectAsync(proxy.Bootstrap("r"));
        Assert.Null(await third.ReadAsync());
        Assert.Equal(300L << 20, proxy.Budget.Capacity);
    }

    private static string Settings(int broker, bool policies = false, string limits = "{reloadInterval: 0s}") => $$"""
        clusters:
          c: {bootstrap: ["127.0.0.1:{{broker}}"]}
        routes:
          r:
            cluster: c
            listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}
            clients: {anonymous: true}{{(policies ? "\n    policies: policies" : "")}}
        limits: {{limits}}
        """;

    private Task<GatewayProcess> StartAsync(string settings) =>
        GatewayProcess.StartAsync(new GatewayOptions(_folder.Write("proxy.yaml", settings)) { Logs = _log });

    private static void Says(LogLines log, params string[] parts) =>
        Assert.True(log.All.Any(line => parts.All(part => line.Contains(part, StringComparison.Ordinal))), string.Join('\n', log.All));

    private static double Stale()
    {
        var value = -1.0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, all) => { if (instrument.Name == "compliance.proxy.settings.stale") all.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, measured, _, _) => value = Math.Max(value, measured));
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }
}
