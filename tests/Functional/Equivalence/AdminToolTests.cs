using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>Kafka's administration tools print the same about the same broker on every road.</summary>
public sealed class AdminToolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Roads of its own: nobody else makes topics or groups here while the same question is asked twice.
    private static readonly Lazy<Task<Roads>> OfTools = new(StartAsync);

    [Theory]
    [InlineData("kafka-topics", "--describe")]
    [InlineData("kafka-get-offsets")]
    [InlineData("kafka-configs", "--describe", "--entity-type", "topics")]
    [InlineData("kafka-configs", "--describe", "--entity-type", "brokers", "--entity-name", "1", "--all")]
    [InlineData("kafka-log-dirs", "--describe")]
    [InlineData("kafka-groups", "--list")]
    [InlineData("kafka-features", "describe")]
    [InlineData("kafka-metadata-quorum", "describe", "--status")]
    [InlineData("kafka-broker-api-versions")]
    [InlineData("kafka-acls", "--list")]
    [InlineData("kafka-client-metrics", "--describe")]
    [InlineData("kafka-reassign-partitions", "--list")]
    [InlineData("kafka-transactions", "list")]
    public async Task A_question_is_answered_alike(string tool, params string[] question)
    {
        var roads = await OfTools.Value;

        var said = await roads.InTurnAsync(async script => script.Say((await script.ToolAsync(tool, question)).Checked()));

        Assert.True(said.Alike().Count > 1 || tool is "kafka-reassign-partitions" or "kafka-transactions" or "kafka-client-metrics");
    }

    [Theory]
    [InlineData(Road.Proxied)]
    [InlineData(Road.Ruled)]
    public async Task A_brokers_own_address_does_not_show_through_the_proxy(Road road)
    {
        var roads = await OfTools.Value;

        var configs = await KafkaTools.RunAsync("kafka-configs", ["--bootstrap-server", roads.Address(road), "--describe", "--entity-type", "brokers", "--entity-name", "1", "--all"]);
        var quorum = await KafkaTools.RunAsync("kafka-metadata-quorum", ["--bootstrap-server", roads.Address(road), "describe", "--status"]);
        var versions = await KafkaTools.RunAsync("kafka-broker-api-versions", ["--bootstrap-server", roads.Address(road)]);

        foreach (var told in new[] { configs.Checked().Output, quorum.Checked().Output, versions.Checked().Output })
            Assert.DoesNotContain(roads.Broker.BootstrapServers, told, StringComparison.Ordinal);
        Assert.Contains("advertised.listeners=", configs.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Road.Proxied)]
    [InlineData(Road.Ruled)]
    public async Task A_topic_is_made_altered_emptied_and_deleted_through_the_proxy(Road road)
    {
        var roads = await OfTools.Value;
        var topic = KafkaServer.UniqueName("eq-admin");
        var address = roads.Address(road);
        using var folder = new TempFolder("admin");
        var records = folder.Write("delete.json", $$"""{"partitions":[{"topic":"{{topic}}","partition":0,"offset":2}],"version":1}""");

        // Each step is done through the proxy and seen on the broker itself.
        (await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", address, "--create", "--topic", topic, "--partitions", "1"])).Checked();
        (await KafkaTools.RunAsync("kafka-console-producer", ["--bootstrap-server", address, "--topic", topic], "a\nb\nc\n")).Checked();
        (await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", address, "--alter", "--topic", topic, "--partitions", "2"])).Checked();
        (await KafkaTools.RunAsync("kafka-configs", ["--bootstrap-server", address, "--alter", "--topic", topic, "--add-config", "retention.ms=86400000"])).Checked();
        (await KafkaTools.RunAsync("kafka-delete-records", ["--bootstrap-server", address, "--offset-json-file", records])).Checked();

        using var admin = roads.Broker.Admin();
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        var earliest = new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, 0), OffsetSpec = OffsetSpec.Earliest() };
        await SeenAsync("the second partition", () => Task.FromResult(Partitions() == 2));
        await SeenAsync("the config", async () => (await admin.DescribeConfigsAsync([resource]))[0].Entries["retention.ms"].Value == "86400000");
        Assert.Equal(2, (await admin.ListOffsetsAsync([earliest])).ResultInfos[0].TopicPartitionOffsetError.Offset.Value);

        (await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", address, "--delete", "--topic", topic])).Checked();
        await SeenAsync("that the topic is gone", () => Task.FromResult(Partitions() is null));

        int? Partitions() => admin.GetMetadata(Patience).Topics.Find(each => each.Topic == topic)?.Partitions.Count;
        Task SeenAsync(string what, Func<Task<bool>> isSeen) => Eventually.TrueAsync(isSeen, Patience, $"the broker to tell {what}");
    }

    private static async Task<Roads> StartAsync()
    {
        var roads = await Roads.StartAsync("authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS");
        (await KafkaTools.RunAsync("kafka-acls", ["--bootstrap-server", roads.Address(Road.Direct), "--add", "--allow-principal", "User:reader", "--operation", "read", "--topic", "seen-by-tools"])).Checked();
        using var admin = roads.Broker.Admin();
        var all = new AclBindingFilter
        {
            PatternFilter = new ResourcePatternFilter { Type = ResourceType.Any, ResourcePatternType = ResourcePatternType.Any },
            EntryFilter = new AccessControlEntryFilter { Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
        };
        await Eventually.TrueAsync(async () => (await admin.DescribeAclsAsync(all)).AclBindings.Count == 1, Patience, "the broker to have heard of the rule");
        await roads.Broker.CreateTopicAsync("seen-by-tools", partitions: 3, new Dictionary<string, string> { ["retention.ms"] = "3600000" });
        (await KafkaTools.RunAsync("kafka-console-producer", ["--bootstrap-server", roads.Address(Road.Direct), "--topic", "seen-by-tools"], "a\nb\n")).Checked();
        (await KafkaTools.RunAsync(
            "kafka-console-consumer",
            ["--bootstrap-server", roads.Address(Road.Direct), "--topic", "seen-by-tools", "--group", "seen-group", "--from-beginning", "--max-messages", "2", "--timeout-ms", "60000"])).Checked();
        // Its member's leave is the last that is written.
        await Eventually.TrueAsync(async () => (await admin.DescribeConsumerGroupsAsync(["seen-group"])).ConsumerGroupDescriptions[0].State == ConsumerGroupState.Empty, Patience, "the reader to have left its group");
        return roads;
    }
}
