using System.Text.Json;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>An officer asks what a topic holds before she writes a policy: the program as it ships, a real Kafka.</summary>
public sealed class DiscoverTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TempFolder _folder = new("discover");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_found_is_proposed_as_classes_that_a_policy_can_have_and_no_value_is_shown()
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("orders");
        await kafka.CreateTopicAsync(topic, partitions: 3);
        await ProduceAsync(kafka, topic);
        var settings = Settings(kafka.BootstrapServers);

        // Given what the officer is shown,
        var found = (await ToolAsync("policy", "discover", "--config", settings, "--topic", topic)).Checked().Output;
        Assert.Contains("90 values of " + topic, found, StringComparison.Ordinal);
        Assert.Contains("; 1 of them are in no format that is read here", found, StringComparison.Ordinal);
        Assert.Contains("# card number in 89 of 89 at $.card.number", found, StringComparison.Ordinal);
        Assert.Contains("# email in 89 of 89 at $.customer.email", found, StringComparison.Ordinal);
        Assert.DoesNotMatch("4111|ada@", found);

        // then a policy with it holds,
        var policy = _folder.Write("orders.yaml", $"schema: policy/v1\npolicy: {{id: orders, title: Orders, owner: o}}\n{found}");
        Assert.Contains("0 errors", (await ToolAsync("policy", "check", policy)).Checked().Output, StringComparison.Ordinal);

        // and programs read the same, of as many records as they ask for.
        using var json = JsonDocument.Parse((await ToolAsync("policy", "discover", "--config", settings, "--topic", topic, "--records", "9", "--json")).Checked().Output);
        Assert.Equal(9, json.RootElement.GetProperty("values").GetInt32());
        Assert.Contains(json.RootElement.GetProperty("fields").EnumerateArray(), field => field.GetProperty("path").GetString() == "$.customer.email");
    }

    [Fact]
    public async Task Who_asks_for_what_is_not_there_is_told_so()
    {
        var kafka = await KafkaServer.GetAsync();
        var settings = Settings(kafka.BootstrapServers);

        var topic = await ToolAsync("policy", "discover", "--config", settings, "--topic", "nowhere");
        var cluster = await ToolAsync("policy", "discover", "--config", settings, "--topic", "nowhere", "--cluster", "d");
        var none = await ToolAsync("policy", "discover", "--config", settings, "--topic", "nowhere", "--records", "0");

        Assert.Equal((1, 1, 2), (topic.ExitCode, cluster.ExitCode, none.ExitCode));
        Assert.Contains("Topic 'nowhere' of cluster 'c' can't be read: ", topic.Error, StringComparison.Ordinal);
        Assert.Contains("There is no cluster 'd'; --cluster is one of: c.", cluster.Error, StringComparison.Ordinal);
        Assert.Contains("--records is a number from 1 to 1000000.", none.Error, StringComparison.Ordinal);
    }

    private static async Task ProduceAsync(KafkaServer kafka, string topic)
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<Null, string> { Value = null! });
        for (var i = 0; i < 90; i++)
        {
            var value = i == 0 ? "no JSON" : $$"""{"id":{{i}},"card":{"number":"4111111111111111"},"customer":{"name":"Ada","email":"ada@shop.example"} }""";
            await producer.ProduceAsync(new TopicPartition(topic, i % 3), new Message<Null, string> { Value = value });
        }
    }

    private string Settings(string bootstrap) => _folder.Write("proxy.yaml", $$"""
        clusters: {c: {bootstrap: [{{string.Join(", ", bootstrap.Split(',').Select(broker => $"\"{broker}\""))}}]} }
        routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: {{FreePort.Next()}}, brokerPorts: 0}, clients: {anonymous: true} } }
        """);

    private static Task<ChildResult> ToolAsync(params string[] arguments) =>
        ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), .. arguments], patience: Patience);
}
