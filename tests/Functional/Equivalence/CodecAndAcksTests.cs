using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>The console producer and consumer see no difference between the broker and a proxy without policies before it.</summary>
public sealed class CodecAndAcksTests
{
    private static readonly string[] Acks = ["0", "1", "all"];

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task The_console_tools_print_the_same_on_both_roads(string codec)
    {
        var roads = await TwoRoads.GetAsync();
        var prefix = KafkaServer.UniqueName($"eq-{codec}");

        // Given the same lines, produced with each acks by each road into a topic of its own
        var input = Lines();
        foreach (var acks in Acks)
        {
            await roads.Broker.CreateTopicAsync(Topic(prefix, acks, Road.Direct));
            await roads.Broker.CreateTopicAsync(Topic(prefix, acks, Road.Proxied));
            var said = await roads.BothAsync(road => ProduceAsync(roads, road, codec, acks, Topic(prefix, acks, road), input));
            Assert.Equal(said.Direct, said.Proxied);
        }

        // When each road reads what came by both
        var read = await roads.BothAsync(road => ConsumeAllAsync(roads, road, prefix));

        // Then all readings of a topic are alike, whichever road wrote and whichever read it
        foreach (var acks in Acks)
        {
            var whole = read.Direct[Topic(prefix, acks, Road.Direct)];
            Assert.Equal(input.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, whole.Count);
            Assert.Contains("Partition:0\tOffset:3\tkind:a,none:null\tkey-3\tvalue-3 ünïcode", whole);
            Assert.Equal(whole, read.Direct[Topic(prefix, acks, Road.Proxied)]);
            Assert.Equal(whole, read.Proxied[Topic(prefix, acks, Road.Direct)]);
            Assert.Equal(whole, read.Proxied[Topic(prefix, acks, Road.Proxied)]);
        }

        // And what the broker stored has the codec that was asked for, by both roads
        var stored = await StoredCodecsAsync(roads, prefix);
        Assert.Equal(2 * Acks.Length, stored.Count);
        Assert.All(stored, topic => Assert.Equal(codec, topic.Value));
    }

    private static string Topic(string prefix, string acks, Road road) => $"{prefix}-{acks}-{(road == Road.Direct ? "direct" : "proxied")}";

    /// <summary>Headers, a null header, keys, null values, long values: 60 records in the console producer's format.</summary>
    private static string Lines() => string.Concat(Enumerable.Range(0, 60).Select(i =>
        $"kind:a,none:NIL\tkey-{i}\t{(i % 10 == 9 ? "NIL" : $"value-{i} ünïcode{(i % 7 == 6 ? new string('x', 3000) : "")}")}\n"));

    private static async Task<string> ProduceAsync(TwoRoads roads, Road road, string codec, string acks, string topic, string input)
    {
        var result = await KafkaTools.RunAsync(
            "kafka-console-producer",
            [
                "--bootstrap-server", roads.Address(road), "--topic", topic, "--compression-codec", codec,
                "--command-property", $"acks={acks}", "--command-property", $"enable.idempotence={(acks == "all" ? "true" : "false")}",
                "--reader-property", "parse.key=true", "--reader-property", "parse.headers=true", "--reader-property", "null.marker=NIL",
            ],
            input);
        return roads.Normal(result.Checked());
    }

    private static async Task<Dictionary<string, List<string>>> ConsumeAllAsync(TwoRoads roads, Road road, string prefix)
    {
        var read = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        // One topic at a time, as a person would; in pairs, as two processors allow.
        var topics = Acks.SelectMany(acks => new[] { Topic(prefix, acks, Road.Direct), Topic(prefix, acks, Road.Proxied) }).ToList();
        foreach (var pair in topics.Chunk(2))
        {
            var results = await Task.WhenAll(pair.Select(topic => KafkaTools.RunAsync(
                "kafka-console-consumer",
                [
                    "--bootstrap-server", roads.Address(road), "--topic", topic, "--from-beginning", "--max-messages", "60", "--timeout-ms", "30000",
                    "--formatter-property", "print.key=true", "--formatter-property", "print.headers=true",
                    "--formatter-property", "print.partition=true", "--formatter-property", "print.offset=true",
                ])));
            foreach (var (topic, result) in pair.Zip(results))
                read[topic] = [.. result.Checked().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
        return read;
    }

    private static async Task<Dictionary<string, string>> StoredCodecsAsync(TwoRoads roads, string prefix)
    {
        var segments = Directory.GetDirectories(roads.Broker.LogFolder, $"{prefix}-*").Select(folder => Path.Combine(folder, "00000000000000000000.log")).ToList();
        var dump = await KafkaTools.RunAsync("kafka-dump-log", ["--files", string.Join(',', segments)]);
        var codecs = new Dictionary<string, string>(StringComparer.Ordinal);
        var topic = "";
        foreach (var line in dump.Checked().Lines)
        {
            if (line.StartsWith("Dumping ", StringComparison.Ordinal))
                topic = segments.Single(segment => line.Contains(segment, StringComparison.Ordinal));
            if (line.Split("compresscodec: ") is [_, var rest])
                codecs[topic] = rest.Split(' ')[0];
        }
        return codecs;
    }
}
