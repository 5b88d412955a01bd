using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Compliance.Functional.BadInput;
using Compliance.Harness;
using Compliance.Kafka.Records;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.Equivalence.Telemetry;

/// <summary>
/// Client metrics (KIP-714) by hand: what a client is asked for, what it may push, and what the broker's plugin is given of it. Through a
/// proxy a client's address is the proxy's to the broker, so a subscription that matches by address or port matches that. On one road after
/// the other: each subscription that is made lets every client ask and push again before its time.
/// </summary>
[Collection(MetricsPlugin.Alone)]
public sealed class SubscriptionTests
{
    /// <summary>The longest that a broker lets clients wait; so long that only the first push behind an answer comes in its time.</summary>
    private const string Interval = "300000";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Metrics = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"org.apache.kafka.by.hand {i};")));

    [Fact]
    public async Task A_client_is_asked_for_what_its_software_and_its_id_match()
    {
        var roads = await MetricsPlugin.RoadsAsync();

        var said = await roads.InTurnAsync(async script =>
        {
            var (byName, byId) = (script.Name("by-name"), Guid.NewGuid());
            script.Alias(Sweep.SweepWorld.Compact(byId), "ID");
            await SubscribeAsync(script, script.Name("by-id"), "org.apache.kafka.id.", $"client_instance_id={Sweep.SweepWorld.Compact(byId)}");
            await SubscribeAsync(script, byName, "org.apache.kafka.name.", $"client_software_name={byName},client_software_version=1.*,client_source_address=127.0.0.1");
            await PushByHand.HeardAsync(script, byName, "org.apache.kafka.name.");
            using (var client = await PushByHand.ConnectAsync(script, byName))
            {
                await client.AskAsync("by its name", Guid.Empty);
                await client.AskAsync("again too early", client.InstanceId);
            }
            using (var client = await PushByHand.ConnectAsync(script, byName))
                await client.AskAsync("by both", byId);
            using (var client = await PushByHand.ConnectAsync(script, "someone-else"))
            {
                await client.AskAsync("by its id", byId);
                await client.AskAsync("no id", new Guid("00000000-0000-0000-0000-000000000001"));
            }
            using (var client = await PushByHand.ConnectAsync(script, "someone-else"))
                await client.AskAsync("by nothing", Guid.Empty);
        });

        var lines = said.Alike();
        Assert.Equal("offered: 71 v0-0, 72 v0-0", lines.First(line => line.StartsWith("offered", StringComparison.Ordinal)));
        Assert.Contains($"by its name: error 0, id new, codecs 4 3 1 2, every {Interval} ms, at most 1048576 bytes, deltas True, wanted [org.apache.kafka.name.]", lines);
        Assert.Contains(lines, line => line.StartsWith("again too early: error 89,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("by both: error 0,", StringComparison.Ordinal) && line.Contains("org.apache.kafka.id.", StringComparison.Ordinal) && line.Contains("org.apache.kafka.name.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task What_is_pushed_in_any_codec_comes_to_the_plugin_as_it_was(CompressionType codec)
    {
        var roads = await MetricsPlugin.RoadsAsync();

        var said = await roads.InTurnAsync(async script =>
        {
            var software = script.Name("pusher");
            await SubscribeAsync(script, software, "org.apache.", $"client_software_name={software}");
            await PushByHand.HeardAsync(script, software, "org.apache.");
            using var client = await PushByHand.ConnectAsync(script, software);
            await client.AskAsync("ask", Guid.Empty);
            await client.PushAsync("push", Metrics, codec);
            await client.PushAsync("the next too early", Metrics, codec);
            await client.PushAsync("the last", Metrics, codec, terminating: true);
            await client.PushAsync("after the last", Metrics, codec);

            IReadOnlyList<string> pushes = [];
            await Eventually.TrueAsync(() => (pushes = MetricsPlugin.Pushes(roads, client.Instance)).Count == 2, Patience, "the plugin to tell of two pushes");
            script.Alias(client.Instance, "INSTANCE");
            script.Say(pushes);
        });

        var lines = said.Alike();
        Assert.Equal(["push: error 0", "the next too early: error 89", "the last: error 0", "after the last: error 42"], lines.Where(line => line.Contains(": error", StringComparison.Ordinal)).Skip(2));
        var told = $"pushed by raw as INSTANCE every {Interval} ms: OTLP of {Metrics.Length} bytes, CRC {Crc32.HashToUInt32(Metrics):x8}";
        Assert.Equal(
            [$"{told}, terminating false, names org.apache.kafka.by.hand", $"{told}, terminating true, names org.apache.kafka.by.hand"],
            lines.Where(line => line.StartsWith("pushed by", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_wrong_with_a_push_is_told_alike()
    {
        var roads = await MetricsPlugin.RoadsAsync();

        var said = await roads.InTurnAsync(async script =>
        {
            var software = script.Name("wrong");
            await SubscribeAsync(script, software, "org.apache.", $"client_software_name={software}");
            await PushByHand.HeardAsync(script, software, "org.apache.");
            // Each on a connection of its own, by an instance of its own: what is refused counts as a push too.
            await WithAsync(script, software, client => client.PushAsync("wrong subscription", client.InstanceId, client.SubscriptionId + 1, 0, Metrics));
            await WithAsync(script, software, client => client.PushAsync("another's id", Guid.NewGuid(), client.SubscriptionId, 0, Metrics));
            await WithAsync(script, software, client => client.PushAsync("no id", Guid.Empty, client.SubscriptionId, 0, Metrics));
            await WithAsync(script, software, client => client.PushAsync("no codec that there is", client.InstanceId, client.SubscriptionId, 9, Metrics));
            await WithAsync(script, software, client => client.PushAsync("not in the codec", client.InstanceId, client.SubscriptionId, 1, Metrics));
            await WithAsync(script, software, client => client.PushAsync("too large", new byte[1048577]));
            await WithAsync(script, software, client => client.PushAsync("as large as may be", new byte[1048576]));
            await WithAsync(script, software, client => client.PushAsync("too large when it is unpacked", new byte[8 << 20], CompressionType.Zstd));
            await WithAsync(script, software, client => client.PushAsync("empty", []));
        });

        var lines = said.Alike();
        Assert.Contains("wrong subscription: error 117", lines);
        Assert.Contains("another's id: error 117", lines);
        Assert.Contains("no id: error 42", lines);
        Assert.Contains("no codec that there is: error 76", lines);
        Assert.Contains("too large: error 118", lines);
        Assert.Contains("as large as may be: error 0", lines);
    }

    private static async Task WithAsync(Transcript script, string software, Func<PushByHand, Task> push)
    {
        using var client = await PushByHand.ConnectAsync(script, software);
        await client.AskAsync("ask", Guid.Empty);
        await push(client);
    }

    /// <summary>Configures what is wanted of whom, by the road itself, and waits until the broker tells of it.</summary>
    private static async Task SubscribeAsync(Transcript script, string name, string metrics, string match)
    {
        const sbyte ClientMetrics = 16;
        using var client = await RawClient.ConnectAsync(int.Parse(script.Address.Split(':')[1], CultureInfo.InvariantCulture));
        var change = new Message(ApiTable.Find(44)!.Request(1));
        var resource = change.Add("Resources");
        (resource["ResourceType"], resource["ResourceName"]) = (ClientMetrics, name);
        foreach (var (key, value) in new[] { ("metrics", metrics), ("interval.ms", Interval), ("match", match) })
        {
            var config = resource.Add("Configs");
            (config["Name"], config["Value"]) = (key, value);
        }
        script.Say($"subscribe {name}: error {(await client.AskAsync(change)).Structs("Responses")[0]["ErrorCode"]}");

        var question = new Message(ApiTable.Find(32)!.Request(4));
        var asked = question.Add("Resources");
        (asked["ResourceType"], asked["ResourceName"], asked["ConfigurationKeys"]) = (ClientMetrics, name, null);
        IReadOnlyList<string> told = [];
        await Eventually.TrueAsync(
            async () =>
            {
                var configs = (await client.AskAsync(question)).Structs("Results")[0].Structs("Configs");
                told = [.. configs.Select(config => $"{config["Name"]}={config["Value"]} from {config["ConfigSource"]}").Order(StringComparer.Ordinal)];
                return told.Any(line => line.StartsWith($"match={match} ", StringComparison.Ordinal));
            },
            Patience, $"the subscription {name} to be told of");
        script.Say(told);
    }
}
