using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Servers;

public sealed class KafkaServerTests
{
    [Fact]
    public async Task A_killed_broker_starts_again_at_its_port_with_what_it_held()
    {
        await using var kafka = await KafkaServer.StartAsync("log.flush.interval.messages=1");
        await kafka.CreateTopicAsync("kept");
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build())
            await producer.ProduceAsync("kept", new Message<Null, string> { Value = "still here" });

        await kafka.KillAsync();
        await kafka.StartAgainAsync();

        using var consumer = new ConsumerBuilder<Null, string>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "g", AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        consumer.Assign(new TopicPartitionOffset("kept", 0, 0));
        Assert.Equal("still here", consumer.Consume(TimeSpan.FromSeconds(60))?.Message.Value);
        consumer.Close();
    }

    [Fact]
    public async Task The_shared_broker_answers_Kafkas_own_tools()
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("tools");
        await kafka.CreateTopicAsync(topic);

        var listed = await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", kafka.BootstrapServers, "--list"]);

        Assert.Contains(topic, listed.Checked().Lines);
    }
}
