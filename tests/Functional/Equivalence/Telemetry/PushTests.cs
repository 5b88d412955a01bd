using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence.Telemetry;

/// <summary>Clients that push by themselves: what they are asked for comes to the broker's plugin, by every road.</summary>
[Collection(MetricsPlugin.Alone)]
public sealed class PushTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Kafkas_own_clients_push_what_they_are_asked_for()
    {
        var said = await AlikeAsync("java", async (script, id, topic) =>
        {
            await using (var producer = await KafkaTools.StartAsync("kafka-console-producer", ["--bootstrap-server", script.Address, "--topic", topic, "--command-property", $"client.id={id}"]))
            {
                await producer.Input.WriteLineAsync("v");
                await producer.Input.FlushAsync();
                await PushedAsync(script, id, "org.apache.kafka.producer.");
                producer.Input.Close();
                script.Say($"producer: exit {await producer.WaitForExitAsync(Patience)}");
            }
            await SayAsync(script, id, "org.apache.kafka.producer.");
            await using (var consumer = await KafkaTools.StartAsync("kafka-console-consumer", ["--bootstrap-server", script.Address, "--topic", topic, "--from-beginning", "--command-property", $"client.id={id}"]))
            {
                script.Say(await consumer.WaitForLineAsync(line => line == "v", Patience));
                await PushedAsync(script, id, "org.apache.kafka.consumer.");
                consumer.Signal("TERM");
                await consumer.WaitForExitAsync(Patience);
            }
            await SayAsync(script, id, "org.apache.kafka.consumer.");
        });

        AssertPushed(said);
    }

    [Fact]
    public async Task Librdkafkas_clients_push_what_they_are_asked_for()
    {
        var said = await AlikeAsync("librdkafka", async (script, id, topic) =>
        {
            using (var producer = Librdkafka.Clients.Producer(script, config => config.ClientId = id))
            {
                await producer.ProduceAsync(topic, Librdkafka.Clients.Record("k", "v"));
                await PushedAsync(script, id, "org.apache.kafka.producer.");
            }
            await SayAsync(script, id, "org.apache.kafka.producer.");
            using (var consumer = Librdkafka.Clients.Consumer(script, id, config => (config.ClientId, config.EnablePartitionEof) = (id, false)))
            {
                consumer.Subscribe(topic);
                script.Say((await Task.Run(() => consumer.Consume(Patience)))?.Message.Value ?? "nothing");
                await PushedAsync(script, id, "org.apache.kafka.consumer.");
                await Task.Run(consumer.Close);
            }
            await SayAsync(script, id, "org.apache.kafka.consumer.");
        });

        AssertPushed(said);
    }

    /// <summary>
    /// The same clients on all roads, each with a topic and a client id of its own that is subscribed to. First all subscriptions: each one
    /// makes the broker refuse the next push of every client that there is.
    /// </summary>
    private static async Task<IReadOnlyList<string>> AlikeAsync(string name, Func<Transcript, string, string, Task> clients)
    {
        var roads = await MetricsPlugin.RoadsAsync();
        var prefix = KafkaServer.UniqueName(name);
        var subscribed = await roads.AllAsync(async script =>
        {
            var id = Alias(script);
            await roads.Broker.CreateTopicAsync(id);
            // Few metrics, which each client has from its first connection on.
            script.Say(await script.ToolAsync(
                "kafka-client-metrics",
                "--alter", "--name", id, "--interval", "500", "--match", $"client_id={id}",
                "--metrics", "org.apache.kafka.producer.connection.creation.,org.apache.kafka.consumer.connection.creation."));
        });
        var said = await roads.AllAsync(script => clients(script, Alias(script), Alias(script)));
        var ended = await roads.AllAsync(async script =>
        {
            var id = Alias(script);
            script.Say(await script.ToolAsync("kafka-client-metrics", "--describe", "--name", id));
            script.Say(await script.ToolAsync("kafka-client-metrics", "--delete", "--name", id));
        });
        return [.. subscribed.Alike(), .. said.Alike(), .. ended.Alike()];

        string Alias(Transcript script)
        {
            var id = $"{prefix}-{script.Road}";
            script.Alias(id, name);
            return id;
        }
    }

    private static void AssertPushed(IReadOnlyList<string> lines)
    {
        Assert.Contains("pushed: org.apache.kafka.producer.connection.creation.rate org.apache.kafka.producer.connection.creation.total", lines);
        Assert.Contains("pushed: org.apache.kafka.consumer.connection.creation.rate org.apache.kafka.consumer.connection.creation.total", lines);
    }

    private static Task PushedAsync(Transcript script, string id, string kind) =>
        Eventually.TrueAsync(() => Pushes(script, id, kind).Any(), Patience, $"{id} to push {kind}*");

    /// <summary>The names of what a client has pushed, once it has; the last push at its end is not waited for, because clients do not either.</summary>
    private static async Task SayAsync(Transcript script, string id, string kind)
    {
        await PushedAsync(script, id, kind);
        var names = Pushes(script, id, kind).SelectMany(line => line.Split(" names ")[1].Split(' ')).Distinct().Order(StringComparer.Ordinal);
        script.Say($"pushed: {string.Join(' ', names)}");
    }

    private static IEnumerable<string> Pushes(Transcript script, string id, string kind) =>
        MetricsPlugin.Pushes(script.Roads, $"pushed by {id} ").Where(line => line.Contains($" {kind}", StringComparison.Ordinal));
}
