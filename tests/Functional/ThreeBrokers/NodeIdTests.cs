using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Functional.Equivalence.Rebootstrap;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>
/// KIP-1242 with a port for each broker: who connects to the port of one and takes it for that one is served, who takes it for another is
/// told to begin anew, as the brokers themselves do. Behind the port where clients begin stands one of them for each connection.
/// </summary>
[Collection(ThreeRoadsCollection.Name)]
public sealed class NodeIdTests(ThreeRoads roads)
{
    [Fact]
    public async Task A_port_is_the_node_that_clients_are_told_it_is()
    {
        await roads.ReadyAsync();

        foreach (var (name, address) in roads.All)
        {
            // Given what a road tells of the cluster
            var bootstrap = int.Parse(address.Split(',')[0].Split(':')[1], CultureInfo.InvariantCulture);
            var (cluster, brokers) = await AskClusterAsync(bootstrap);
            Assert.Equal([1, 2, 3], brokers.Keys.Order());

            // When each port is taken for each node, then only the right one is served
            foreach (var (node, port) in brokers)
            {
                using var client = await RawClient.ConnectAsync(port);
                foreach (var taken in brokers.Keys)
                    Assert.StartsWith($"{name}, port of {node} taken for {taken}: error {(taken == node ? 0 : 129)},", await new VersionQuestion($"{name}, port of {node} taken for {taken}", cluster, taken).AskAsync(client), StringComparison.Ordinal);
                Assert.StartsWith("strangers: error 129,", await new VersionQuestion("strangers", "another-cluster", node).AskAsync(client), StringComparison.Ordinal);
            }

            // And a connection to where clients begin is one node, as long as it lasts
            using var begun = await RawClient.ConnectAsync(bootstrap);
            foreach (var _ in new[] { "first", "second" })
            {
                var answers = new List<string>();
                foreach (var taken in brokers.Keys)
                    answers.Add(await new VersionQuestion("", cluster, taken).AskAsync(begun));
                Assert.Single(answers, answer => answer.StartsWith(": error 0,", StringComparison.Ordinal));
            }
        }
    }

    private static async Task<(string Cluster, Dictionary<int, int> Ports)> AskClusterAsync(int bootstrap)
    {
        using var client = await RawClient.ConnectAsync(bootstrap);
        var answer = await client.AskAsync(new Message(ApiTable.Find(3)!.Request(12)));
        return (answer.Get<string>("ClusterId"), answer.Structs("Brokers").ToDictionary(broker => broker.Get<int>("NodeId"), broker => broker.Get<int>("Port")));
    }
}
