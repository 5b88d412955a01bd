using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence.Node;

/// <summary>Three clients of npm do all they can, and are told the same on every road.</summary>
public sealed class NodeClientTests
{
    // Roads of their own, so that the broker keeps access control lists, and records that scripts date years ago.
    private static readonly Dictionary<string, Lazy<Task<Roads>>> OfClients = new[] { "4.4", "4.3" }.ToDictionary(version => version, version => new Lazy<Task<Roads>>(() => StartAsync(version)));

    [Theory]
    [InlineData("kafkajs", 38)]
    [InlineData("platformatic", 81)]
    [InlineData("confluent", 37)]
    public async Task Every_action_of_a_client_gives_the_same_on_every_road(string client, int actions)
    {
        var clients = await NodeClients.GetAsync();
        foreach (var version in Nightly.Or(["4.4"], OfClients.Keys.ToArray()))
        {
            var roads = await OfClients[version].Value;

            // When each road is gone by the same script at the same time
            var said = await roads.AllAsync(script => clients.RunAsync(client, script));

            // Then no road differs, and no action failed on all of them alike
            var values = said.Alike();
            Assert.DoesNotContain(values, value => value.Split(": ")[1].StartsWith("error", StringComparison.Ordinal));
            Assert.Equal(actions, values.Select(value => value.Split(": ")[0]).Distinct().Count());
        }
    }

    private static async Task<Roads> StartAsync(string kafkaVersion)
    {
        var roads = await Roads.StartAsync(
            new Dictionary<string, string?> { ["KAFKA_VERSION"] = kafkaVersion },
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS", "log.retention.ms=-1");
        // Some of what they ask is asked once and by hand.
        await BrokerState.CoordinatorsServeAsync(roads.Broker.Port, "group", "transaction");
        return roads;
    }
}
