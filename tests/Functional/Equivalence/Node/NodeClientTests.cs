using Xunit;

namespace Compliance.Functional.Equivalence.Node;

/// <summary>Three clients of npm do all they can, and are told the same on every road.</summary>
public sealed class NodeClientTests
{
    // Roads of their own, so that the broker keeps access control lists, and records that scripts date years ago.
    private static readonly Lazy<Task<Roads>> OfClients = new(() => Roads.StartAsync(
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS", "log.retention.ms=-1"));

    [Theory]
    [InlineData("kafkajs", 38)]
    [InlineData("platformatic", 81)]
    [InlineData("confluent", 37)]
    public async Task Every_action_of_a_client_gives_the_same_on_every_road(string client, int actions)
    {
        var clients = await NodeClients.GetAsync();
        var roads = await OfClients.Value;

        // When each road is gone by the same script at the same time
        var said = await roads.AllAsync(script => clients.RunAsync(client, script));

        // Then no road differs, and no action failed on all of them alike
        var values = said.Alike();
        Assert.DoesNotContain(values, value => value.Split(": ")[1].StartsWith("error", StringComparison.Ordinal));
        Assert.Equal(actions, values.Select(value => value.Split(": ")[0]).Distinct().Count());
    }
}
