using System.CommandLine;
using Compliance.Gateway.Commands;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Serving;

/// <summary>An emergency in a proxy that runs, with clients of librdkafka and an officer at the command line.</summary>
public sealed class BreakGlassServedTests
{
    private const string Topic = "payments.eu";
    private const string Clear = """{"card":"4111111111111111"}""";
    private const string Masked = """{"card":"************1111"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Policy = Policies.Payments.Replace(
        "{mask: {keepLast: 4, fill: \"*\"}}}", "{mask: {keepLast: 4, fill: \"*\"}}, except: [{people: analysts, breakGlass: night, do: reveal, until: 2100-01-01, ticket: T-1, approvedBy: x}]}", StringComparison.Ordinal);

    [Fact]
    public async Task A_consumer_sees_in_clear_from_the_grant_to_its_end_on_one_connection_and_its_end_comes_while_settings_are_refused()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic(Topic);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, policy: Policy, route: "breakGlass: {folder: open, origin: o, people: {alice: alice.pub}}", before: made => Run("key", "person", Path.Combine(made.Folder, "alice.pem")));
        using var till = ReloadUnderLoadTests.ProducerAs("till", proxy);
        using var analyst = ReloadUnderLoadTests.ConsumerAs("analyst", proxy);
        Assert.Equal(Masked, await PassAsync());
        var ended = proxy.SessionsEnded;

        // when alice opens it,
        Say(proxy, "grant", "--to", "User:analyst", "--opens", "night", "--for", "30m", "--ticket", "INC-1");
        await Eventually.TrueAsync(async () => await PassAsync() == Clear, Patience, "the grant");
        Assert.Contains("compliance_proxy_breakglass_active{route=\"r\"} 1", Page(proxy), StringComparison.Ordinal);

        // and closes it while the settings on disk are refused,
        proxy.Write("policies/other.yaml", "nonsense");
        Assert.False(await proxy.Process.ReloadAsync());
        Say(proxy, "end", "--grant", "1");
        await Eventually.TrueAsync(async () => await PassAsync() == Masked, Patience, "the end of the grant");
        Assert.Equal(0, proxy.SessionsEnded - ended);
        Assert.Contains("compliance_proxy_breakglass_active{route=\"r\"} 0", Page(proxy), StringComparison.Ordinal);

        // then its evidence has the grant, what was seen under it, and its end.
        var events = await proxy.StopAsync();
        Assert.Equal(["breakglass.granted night/1", "breakglass.ended night/1"], events.Where(e => e.Action.StartsWith("breakglass.", StringComparison.Ordinal)).Select(e => $"{e.Action} {e.GrantId}"));
        var seen = events.Where(e => e.Action == "kafka.fetch" && e.ClearValues > 0).ToList();
        Assert.NotEmpty(seen);
        Assert.All(seen, e => Assert.Equal(("User:analyst", "night/1", "the till is down", "T-1"), (e.Principal, e.GrantId, e.Reason, e.ExemptionId)));
        Assert.All(events.Where(e => e.Principal == "User:till"), e => Assert.Null(e.GrantId));

        async Task<string> PassAsync()
        {
            await till.ProduceAsync(Topic, new Message<Null, string> { Value = Clear }, TestContext.Current.CancellationToken);
            return analyst.Consume(Patience).Message.Value;
        }
    }

    private static string Page(GovernedProxy proxy) => PageWriter.Write(proxy.Instruments.Families, PageFormat.Prometheus);

    private static void Say(GovernedProxy proxy, string verb, params string[] more) =>
        Run(["policy", "break-glass", verb, "--config", proxy.Settings, "--as", "alice", "--key", Path.Combine(proxy.Folder, "alice.pem"), "--reason", "the till is down", .. more]);

    private static void Run(params string[] args)
    {
        using var output = new StringWriter();
        var code = CommandTree.InvokeAsync(args, TimeProvider.System, new InvocationConfiguration { Output = output, Error = output }).GetAwaiter().GetResult();
        Assert.True(code == 0, output.ToString());
    }
}
