using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>Kafka's measuring tools: what they count is the same; what they measure is their own affair.</summary>
public sealed class MeasuringToolTests
{
    [Fact]
    public async Task As_many_records_are_read_as_there_are()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var topic = script.Name("measured");
            await script.Roads.Broker.CreateTopicAsync(topic, partitions: 2);
            var produced = await script.ToolAsync(
                "kafka-producer-perf-test",
                "--topic", topic, "--num-records", "5000", "--record-size", "1000", "--throughput", "-1", "--command-property", "acks=all", "--command-property", "compression.type=lz4");
            script.Say(produced.Checked().Lines[^1].Split(',')[0]);
            var consumed = await script.ToolAsync("kafka-consumer-perf-test", "--topic", topic, "--group", topic, "--num-records", "5000", "--timeout", "60000");
            // start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, …
            var row = consumed.Checked().Lines[^1].Split(',', StringSplitOptions.TrimEntries);
            script.Say($"{row[2]} MB in {row[4]} records");
        });

        Assert.Equal(["5000 records sent", "4.7684 MB in 5000 records"], said.Alike());
    }

    [Fact]
    public async Task Each_record_comes_back_before_the_next_is_sent()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var topic = script.Name("measured-there-and-back");
            await script.Roads.Broker.CreateTopicAsync(topic);
            var measured = await script.ToolAsync("kafka-e2e-latency", "--topic", topic, "--num-records", "200", "--producer-acks", "all", "--record-size", "100");
            script.Say(measured.Checked().Lines.Select(line => line.Split('\t')[0].Split(':')[0]));
            script.Say($"end at {Librdkafka.Clients.End(script, topic)}");
        });

        Assert.Equal("end at 200", said.Alike()[^1]);
    }
}
