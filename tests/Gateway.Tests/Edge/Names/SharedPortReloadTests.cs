using System.Net.Sockets;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Edge.Names;

/// <summary>Routes that come and go on a port that others use, and certificates that change there, with no connection of others dropped.</summary>
public sealed class SharedPortReloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Routes_come_and_go_under_load_and_nobody_else_is_dropped()
    {
        await using var world = await NamedWorld.StartAsync();
        var (payments, orders) = (world.Route("r", "payments", "anonymous: true"), world.Route("s", "orders", "tls: {ca: ca.pem}", "b"));
        await using var busy = await world.ConnectAsync(NamedWorld.Payments);
        using var end = new CancellationTokenSource();
        var load = LoadAsync(world, busy, end.Token);

        // When a third route comes to the port,
        world.Proxy.Write("third.pem", world.Certificate("*.third.example").Pem);
        var third = world.Route("t", "orders", "anonymous: true", names: "third.example").Replace("orders.pem", "third.pem", StringComparison.Ordinal);
        Assert.True(await world.UseAsync(payments + orders + third));
        await world.HeardAsync(3);
        await using var young = await world.ConnectAsync("kafka.third.example");
        Assert.True(await young.IsServedAsync(31));
        Assert.Null(await world.RefusalAsync("1.third.example"));

        // and two go, then those are closed in order, and their names lead nowhere;
        Assert.True(await world.UseAsync(payments));
        Assert.Equal(0, await young.Stream.ReadAsync(new byte[1]));
        Assert.Contains("unrecognized name", await world.RefusalAsync("kafka.third.example"), StringComparison.Ordinal);
        Assert.Contains("unrecognized name", await world.RefusalAsync(NamedWorld.Orders, world.Till), StringComparison.Ordinal);

        // who loads the route that stays has not noticed.
        await end.CancelAsync();
        Assert.True(await load > 0);
    }

    [Fact]
    public async Task A_route_takes_anothers_place_and_names_in_one_step()
    {
        await using var world = await NamedWorld.StartAsync();
        await using var old = await world.ConnectAsync(NamedWorld.Payments);

        Assert.True(await world.UseAsync(world.Route("q", "payments", "anonymous: true") + world.Route("s", "orders", "tls: {ca: ca.pem}", "b")));

        Assert.Equal(0, await old.Stream.ReadAsync(new byte[1]));
        await world.HeardAsync(3);
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments));
        Assert.Null(await world.RefusalAsync("1.payments.example"));
        await Eventually.TrueAsync(() => world.Proxy.Sessions.Count == 0, Patience, "the sessions' end");
        Assert.Equal(["r", "q", "q"], (await world.Proxy.StopAsync()).Where(e => e.Action == "session.start").Select(e => e.Route));
    }

    [Fact]
    public async Task The_port_closes_with_its_last_route_and_opens_again()
    {
        await using var world = await NamedWorld.StartAsync();
        var both = world.Route("r", "payments", "anonymous: true") + world.Route("s", "orders", "tls: {ca: ca.pem}", "b");

        Assert.True(await world.UseAsync(world.Route("u", "payments", "anonymous: true", port: FreePort.Next())));
        await Assert.ThrowsAsync<SocketException>(() => world.ConnectAsync(NamedWorld.Payments));
        Assert.True(await world.UseAsync(both));

        await world.HeardAsync(5);
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments));
        Assert.Null(await world.RefusalAsync(NamedWorld.Orders, world.Till));
    }

    [Fact]
    public async Task One_routes_certificate_changes_under_load_and_the_others_stays()
    {
        await using var world = await NamedWorld.StartAsync();
        await using var before = await world.ConnectAsync(NamedWorld.Orders, world.Till);
        await using var busy = await world.ConnectAsync(NamedWorld.Payments);
        using var end = new CancellationTokenSource();
        var load = LoadAsync(world, busy, end.Token);

        var next = world.Certificate("*.payments.example");
        world.Proxy.Write("payments.pem", next.Pem);
        Assert.True(await world.Proxy.Process.ReloadAsync());

        await using var payments = await world.ConnectAsync(NamedWorld.Payments);
        await using var orders = await world.ConnectAsync(NamedWorld.Orders, world.Till);
        Assert.Equal(next.Certificate.Thumbprint, payments.Sent[0].Thumbprint);
        Assert.Equal(before.Sent[0].Thumbprint, orders.Sent[0].Thumbprint);
        Assert.True(await before.IsServedAsync(5));
        await end.CancelAsync();
        Assert.True(await load > 0);
    }

    [Theory]
    [InlineData("*.elsewhere.example", "does not hold 'kafka.payments.example'")]
    [InlineData("kafka.payments.example", "does not hold the names of brokers")]
    public async Task A_certificate_that_fits_the_names_no_more_is_refused_and_the_one_before_it_stays(string names, string problem)
    {
        await using var world = await NamedWorld.StartAsync();
        world.Proxy.Write("payments.pem", world.Certificate(names).Pem);

        Assert.False(await world.Proxy.Process.ReloadAsync());

        Assert.Contains(world.Proxy.Log.All, line => line.StartsWith("Error 1061", StringComparison.Ordinal) && line.Contains(problem, StringComparison.Ordinal));
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments));
    }

    [Fact]
    public async Task Where_the_settings_are_refused_a_certificate_that_fits_is_taken_and_one_that_does_not_is_told()
    {
        await using var world = await NamedWorld.StartAsync();
        await using var before = await world.ConnectAsync(NamedWorld.Orders, world.Till);
        world.Proxy.Write("proxy.yaml", File.ReadAllText(world.Proxy.Settings) + "typo: 1\n");
        var next = world.Certificate("*.payments.example");
        world.Proxy.Write("payments.pem", next.Pem);
        world.Proxy.Write("orders.pem", world.Certificate("*.elsewhere.example").Pem);

        Assert.False(await world.Proxy.Process.ReloadAsync());

        await using var payments = await world.ConnectAsync(NamedWorld.Payments);
        await using var orders = await world.ConnectAsync(NamedWorld.Orders, world.Till);
        Assert.Equal(next.Certificate.Thumbprint, payments.Sent[0].Thumbprint);
        Assert.Equal(before.Sent[0].Thumbprint, orders.Sent[0].Thumbprint);
        Assert.Contains(world.Proxy.Log.All, line => line.StartsWith("Warning 1066", StringComparison.Ordinal) && line.EndsWith(": route r", StringComparison.Ordinal));
        Assert.Contains(world.Proxy.Log.All, line => line.StartsWith("Error 1061", StringComparison.Ordinal) && line.Contains("does not hold 'kafka.orders.example'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_of_a_route_that_runs_do_not_change()
    {
        await using var world = await NamedWorld.StartAsync();
        world.Proxy.Write("proxy.yaml", File.ReadAllText(world.Proxy.Settings).Replace("bootstrap: kafka.payments.example", "bootstrap: other.payments.example", StringComparison.Ordinal));

        Assert.False(await world.Proxy.Process.ReloadAsync());

        Assert.True(world.Proxy.Log.Contains("'listen' of route 'r' can't change while the proxy runs"));
    }

    /// <summary>Requests on one connection, and connections one after the other, until it is told; gives how many, or throws at the first that is not served.</summary>
    private static async Task<int> LoadAsync(NamedWorld world, TlsClient busy, CancellationToken end)
    {
        for (var served = 0; ; served++)
        {
            Assert.True(await busy.IsServedAsync(served));
            Assert.Null(await world.RefusalAsync("1.payments.example"));
            if (end.IsCancellationRequested)
                return served + 1;
        }
    }
}
