using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.Equivalence.Rebootstrap;

/// <summary>
/// KIP-1242: a client says, first thing, whom it takes the other side for, by what it was told of the cluster. Through a proxy it was told the
/// cluster's own id and the nodes' own ids, and they are compared by the broker behind the port.
/// </summary>
public sealed class MisroutedTests
{
    private const string Account = "proxy-account";
    private const string Password = "canary-of-the-account";

    [Fact]
    public async Task Who_is_another_than_it_is_taken_for_says_so_on_every_road()
    {
        var roads = await Roads.GetAsync();

        // Before one broker, the newer: others do not know the question.
        var said = await roads.OnceAsync(async script =>
        {
            // At the port where clients begin, and at the one that they are told for the node.
            var bootstrap = PortOf(script);
            var (cluster, node, port) = await AskClusterAsync(bootstrap);
            foreach (var at in new[] { bootstrap, port })
            {
                using var client = await RawClient.ConnectAsync(at);
                // One after the other on one connection: none of the refusals ends it.
                foreach (var question in VersionQuestion.All(cluster, node))
                    script.Say(await question.AskAsync(client));
                script.Say($"then: {(await client.AskAsync(ClusterQuestion())).Structs("Brokers").Count} broker");
            }
        });

        var lines = said.Alike();
        Assert.Equal(2, lines.Count(line => line == "then: 1 broker"));
        Assert.Equal(2, lines.Count(line => line.StartsWith("another node: error 129, without APIs", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("another cluster: error 129, without APIs", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("itself: error 0, with APIs", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Before_a_login_the_question_is_judged_and_after_it_the_ids_are_too()
    {
        await using var roads = await Roads.StartAsync(
            null,
            settings => settings.LoggingInAs(Account, Password).WithUsers(new Dictionary<string, string> { [Account] = Password }),
            "listener.security.protocol.map=PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms=PLAIN",
            "sasl.mechanism.inter.broker.protocol=PLAIN",
            $"""listener.name.plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="{Account}" password="{Password}" user_{Account}="{Password}";""");

        var said = await roads.AllAsync(async script =>
        {
            string cluster;
            using (var client = await RawClient.ConnectAsync(PortOf(script)))
            {
                await client.LogInAsync(Account, Password);
                cluster = (await client.AskAsync(ClusterQuestion())).Get<string>("ClusterId");
            }
            foreach (var question in VersionQuestion.All(cluster, 1))
            {
                using var client = await RawClient.ConnectAsync(PortOf(script));
                script.Say($"before, {await question.AskAsync(client)}");
                // Whatever was answered: the login comes next.
                await client.LogInAsync(Account, Password);
                script.Say($"after, {await question.AskAsync(client)}");
            }

            // A refused question may be put better.
            using var again = await RawClient.ConnectAsync(PortOf(script));
            script.Say(await new VersionQuestion("worse", cluster, -1).AskAsync(again));
            script.Say(await new VersionQuestion("better", cluster, 1).AskAsync(again));
            script.Say(await new VersionQuestion("once too often", cluster, 1).AskAsync(again));
        });

        var lines = said.Alike();
        Assert.Contains(lines, line => line.StartsWith("before, another node: error 0,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("after, another node: error 129,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("before, a node alone: error 42,", StringComparison.Ordinal));
        Assert.Equal("once too often: closed", lines[^1]);
    }

    private static int PortOf(Transcript script) => int.Parse(script.Address.Split(':')[1], CultureInfo.InvariantCulture);

    private static Message ClusterQuestion() => new(ApiTable.Find(3)!.Request(12));

    private static async Task<(string Cluster, int Node, int Port)> AskClusterAsync(int bootstrap)
    {
        using var client = await RawClient.ConnectAsync(bootstrap);
        var answer = await client.AskAsync(ClusterQuestion());
        var broker = Assert.Single(answer.Structs("Brokers"));
        return (answer.Get<string>("ClusterId"), broker.Get<int>("NodeId"), broker.Get<int>("Port"));
    }
}
