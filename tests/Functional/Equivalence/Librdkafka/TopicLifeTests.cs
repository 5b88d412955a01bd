using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>Topics that come, grow, go, and come again under the same name, while clients use them.</summary>
public sealed class TopicLifeTests
{
    [Fact]
    public async Task A_topic_made_again_under_its_name_is_another_topic_to_living_clients()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var topic = script.Name("guarded-again");
            using var admin = Clients.Admin(script);
            using var producer = Clients.Producer(script, config => config.TopicMetadataRefreshIntervalMs = 500);
            await CreateAsync(script, admin, topic, 1);
            script.Say($"old: at {(await producer.ProduceAsync(topic, Clients.Record("old", """{"n":1}"""))).Offset.Value}");
            script.Say(await Task.Run(() => Clients.Read(script, topic)));

            await script.TryAsync("delete", () => admin.DeleteTopicsAsync([topic]));
            await Eventually.TrueAsync(() => !Exists(admin, topic), Clients.Patience, "the topic to be gone");
            await script.TryAsync("delete again", () => admin.DeleteTopicsAsync([topic]));
            await CreateAsync(script, admin, topic, 1);

            // The same producer goes on; it may be told once or more that it knew another topic.
            await Eventually.TrueAsync(() => StoresAsync(producer, topic), Clients.Patience, "the living producer to find the new topic");
            script.Say((await Task.Run(() => Clients.Read(script, topic))).Select(line => line.Split("epoch")[0]).Take(1));
        });

        Assert.Equal(2, said.Alike().Count(line => line == "create: done"));
    }

    [Fact]
    public async Task Partitions_added_are_written_and_read_by_living_clients()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("growing"), script.Name("team"));
            using var admin = Clients.Admin(script);
            await CreateAsync(script, admin, topic, 1);
            using var producer = Clients.Producer(script, config => config.TopicMetadataRefreshIntervalMs = 500);
            await producer.ProduceAsync(topic, Clients.Record("k", "0"));
            using var member = new Member(script, group, "member", GroupProtocol.Consumer);
            member.Subscribe(topic);
            await member.HoldsAsync(1);

            await script.TryAsync("grow", () => admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 3 }]));
            await script.TryAsync("shrink", () => admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 2 }]));
            await member.HoldsAsync(3);
            await Eventually.TrueAsync(() => producer.ProduceAsync(new TopicPartition(topic, 2), Clients.Record("k", "2")).ContinueWith(sent => sent.IsCompletedSuccessfully, TaskScheduler.Default), Clients.Patience, "the producer to see the new partition");
            script.Say(await Task.Run(() => Clients.Read(script, topic, partition: 2)));
            await member.CloseAsync();
        });

        Assert.Contains(said.Alike(), line => line.StartsWith("2/0", StringComparison.Ordinal));
    }

    private static Task CreateAsync(Transcript script, IAdminClient admin, string topic, int partitions) =>
        script.TryAsync("create", () => admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]));

    private static bool Exists(IAdminClient admin, string topic) => admin.GetMetadata(Clients.Patience).Topics.Exists(each => each.Topic == topic);

    private static async Task<bool> StoresAsync(IProducer<string?, string?> producer, string topic)
    {
        try
        {
            await producer.ProduceAsync(topic, Clients.Record("new", """{"n":2}"""));
            return true;
        }
        catch (ProduceException<string?, string?>)
        {
            return false;
        }
    }
}
