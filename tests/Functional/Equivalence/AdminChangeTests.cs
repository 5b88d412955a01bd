using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>What Kafka's administration tools change, each road its own things, and what they then tell of it.</summary>
public sealed class AdminChangeTests
{
    [Fact]
    public async Task Quotas_and_scram_users()
    {
        var said = await AlikeAsync(async script =>
        {
            var user = script.Name("user");
            string[] who = ["--entity-type", "users", "--entity-name", user];
            await RunAsync(script, "kafka-configs", ["--alter", .. who, "--add-config", "producer_byte_rate=1048576,consumer_byte_rate=2097152,request_percentage=50"]);
            await RunAsync(script, "kafka-configs", ["--alter", .. who, "--add-config", "SCRAM-SHA-256=[iterations=4096,password=canary]"]);
            await RunUntilAsync(script, said => said.Contains("producer_byte_rate", StringComparison.Ordinal) && said.Contains("SCRAM-SHA-256", StringComparison.Ordinal), "kafka-configs", ["--describe", .. who]);
            // The tool refuses to change both at once.
            await RunAsync(script, "kafka-configs", ["--alter", .. who, "--delete-config", "producer_byte_rate,SCRAM-SHA-256"]);
            await RunAsync(script, "kafka-configs", ["--alter", .. who, "--delete-config", "producer_byte_rate"]);
            await RunAsync(script, "kafka-configs", ["--alter", .. who, "--delete-config", "SCRAM-SHA-256"]);
            await RunUntilAsync(script, said => !said.Contains("producer_byte_rate", StringComparison.Ordinal) && !said.Contains("SCRAM-SHA-256", StringComparison.Ordinal), "kafka-configs", ["--describe", .. who]);
        });

        Assert.Contains(said, line => line.Contains("producer_byte_rate=1048576", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("SCRAM-SHA-256", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("Cannot alter both", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configurations_of_groups_and_client_metrics()
    {
        var said = await AlikeAsync(async script =>
        {
            var (group, metrics) = (script.Name("group"), script.Name("metrics"));
            await RunAsync(script, "kafka-configs", ["--alter", "--entity-type", "groups", "--entity-name", group, "--add-config", "consumer.session.timeout.ms=50000,share.isolation.level=read_committed"]);
            await RunUntilAsync(script, said => said.Contains("consumer.session.timeout.ms=50000", StringComparison.Ordinal), "kafka-configs", ["--describe", "--entity-type", "groups", "--entity-name", group]);
            await RunAsync(script, "kafka-client-metrics", ["--alter", "--name", metrics, "--metrics", "org.apache.kafka.consumer.", "--interval", "30000", "--match", "client_id=nobody"]);
            await RunUntilAsync(script, said => said.Contains("interval.ms=30000", StringComparison.Ordinal), "kafka-client-metrics", ["--describe", "--name", metrics]);
            await RunAsync(script, "kafka-client-metrics", ["--delete", "--name", metrics]);
        });

        Assert.Contains(said, line => line.Contains("consumer.session.timeout.ms=50000", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("interval.ms=30000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Leaders_replicas_and_records()
    {
        var said = await AlikeAsync(async script =>
        {
            var topic = script.Name("moved");
            using var folder = new TempFolder("moved");
            await script.Roads.Broker.CreateTopicAsync(topic);
            // With times of their own: the console's are those of the moment, in which two records may meet or not.
            using (var producer = Librdkafka.Clients.Producer(script))
                foreach (var second in new[] { 10, 30, 40, 20 })
                    await producer.ProduceAsync(topic, Librdkafka.Clients.Record(null, $"{second}", second));
            var plan = folder.Write("plan.json", $$"""{"version":1,"partitions":[{"topic":"{{topic}}","partition":0,"replicas":[1]}]}""");
            var delete = folder.Write("delete.json", $$"""{"version":1,"partitions":[{"topic":"{{topic}}","partition":0,"offset":1}]}""");

            await RunAsync(script, "kafka-leader-election", ["--election-type", "preferred", "--topic", topic, "--partition", "0"]);
            await RunAsync(script, "kafka-reassign-partitions", ["--reassignment-json-file", plan, "--execute"]);
            await RunUntilAsync(script, said => said.Contains("is completed", StringComparison.Ordinal), "kafka-reassign-partitions", ["--reassignment-json-file", plan, "--verify"]);
            await RunAsync(script, "kafka-delete-records", ["--offset-json-file", delete]);
            // The latest, the earliest, the one with the highest time, the earliest on this disk, the last in tiered storage, a moment.
            foreach (var time in new[] { "-1", "-2", "-3", "-4", "-5", "1" })
                await RunAsync(script, "kafka-get-offsets", ["--topic", topic, "--time", time]);
        });

        Assert.Equal(["moved:0:4", "moved:0:1", "moved:0:2", "moved:0:1"], said.Where(line => line.StartsWith("moved:0:", StringComparison.Ordinal)).Take(4));
    }

    [Fact]
    public async Task Open_transactions_are_told_of_alike()
    {
        var said = await AlikeAsync(async script =>
        {
            var topic = script.Name("hanging");
            await script.Roads.Broker.CreateTopicAsync(topic);
            using var producer = Librdkafka.Clients.Producer(script, config => (config.TransactionalId, config.TransactionTimeoutMs) = (topic, 600000));
            await Task.Run(() => producer.InitTransactions(Librdkafka.Clients.Patience));
            producer.BeginTransaction();
            await producer.ProduceAsync(topic, Librdkafka.Clients.Record("k", "v"));

            script.Say((await script.ToolAsync("kafka-transactions", "describe-producers", "--topic", topic, "--partition", "0")).Checked().Lines.Select(row => Cells(row, 1, 3, 5)));
            script.Say((await script.ToolAsync("kafka-transactions", "describe", "--transactional-id", topic)).Checked().Lines.Select(row => Cells(row, 1, 4, 5, 9)));
            await RunAsync(script, "kafka-transactions", ["find-hanging", "--broker-id", "1"]);
            await RunAsync(script, "kafka-transactions", ["forceTerminateTransaction", "--transactional-id", topic]);
            await script.TryAsync("commit", () => Task.Run(() => producer.CommitTransaction(Librdkafka.Clients.Patience)));
            await Librdkafka.Clients.NoneIsOpenAsync(script, topic);
            script.Say(await Task.Run(() => Librdkafka.Clients.Read(script, topic)));
        });

        Assert.Contains(said, line => line.Contains("Ongoing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_of_the_broker_itself()
    {
        var said = await AlikeAsync(async script =>
        {
            var (topic, user) = (script.Name("ruled"), script.Name("user"));
            await RunAsync(script, "kafka-acls", ["--add", "--allow-principal", $"User:{user}", "--operation", "read", "--topic", topic, "--resource-pattern-type", "prefixed"]);
            await RunUntilAsync(script, said => said.Contains("operation=READ", StringComparison.Ordinal), "kafka-acls", ["--list", "--topic", topic, "--resource-pattern-type", "match"]);
            await RunAsync(script, "kafka-acls", ["--remove", "--force", "--allow-principal", $"User:{user}", "--operation", "read", "--topic", topic, "--resource-pattern-type", "prefixed"]);
            await RunUntilAsync(script, said => !said.Contains("operation=READ", StringComparison.Ordinal), "kafka-acls", ["--list", "--topic", topic, "--resource-pattern-type", "match"]);
        });

        Assert.Contains(said, line => line.Contains("operation=READ", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> AlikeAsync(Func<Transcript, Task> script) => (await (await Roads.GetAsync()).AllAsync(script)).Alike();

    private static async Task RunAsync(Transcript script, string tool, IEnumerable<string> arguments) => script.Say(await script.ToolAsync(tool, arguments));

    private static async Task RunUntilAsync(Transcript script, Func<string, bool> satisfies, string tool, IEnumerable<string> arguments) =>
        script.Say(await script.ToolUntilAsync(result => satisfies(result.Output), tool, arguments));

    /// <summary>Some columns of a table: ids and times of the run's own are in the others.</summary>
    private static string Cells(string row, params int[] columns)
    {
        var cells = row.Split('\t', StringSplitOptions.TrimEntries);
        return string.Join(' ', columns.Where(column => column < cells.Length).Select(column => cells[column]));
    }
}
