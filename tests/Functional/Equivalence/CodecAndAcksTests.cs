using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>The console producer and consumer see no difference between the broker and what stands before it.</summary>
public sealed class CodecAndAcksTests
{
    private static readonly string[] Acks = ["0", "1", "all"];

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task The_console_tools_print_the_same_on_every_road(string codec)
    {
        var roads = await Roads.GetAsync();
        var prefix = KafkaServer.UniqueName($"eq-{codec}");
        foreach (var road in Roads.Every)
            await roads.Broker.CreateTopicAsync(Topic(prefix, road));

        // Given the same lines, produced with each acks by each road into a topic of its own
        var produced = await roads.AllAsync(async script =>
        {
            foreach (var acks in Acks)
                script.Say(await ProduceAsync(script, codec, acks, Topic(prefix, script.Road)));
        });

        // When each road reads what came by another
        var read = await roads.AllAsync(async script => script.Say((await script.ToolAsync(
            "kafka-console-consumer",
            "--topic", Topic(prefix, Next(script.Road)), "--from-beginning", "--max-messages", $"{Acks.Length * 60}", "--timeout-ms", "60000",
            "--formatter-property", "print.key=true", "--formatter-property", "print.headers=true",
            "--formatter-property", "print.partition=true", "--formatter-property", "print.offset=true")).Checked()));

        // Then all readings are alike
        produced.Alike();
        var whole = read.Alike();
        Assert.Equal(Acks.Length * 60, whole.Count(line => line.StartsWith("Partition:0", StringComparison.Ordinal)));
        Assert.Contains("Partition:0\tOffset:63\tkind:a,none:null\tkey-3 acks 1\tvalue-3 ünïcode", whole);

        // And what the broker stored has the codec that was asked for, by all roads
        Assert.Equal(Roads.Every.Select(_ => codec), await StoredCodecsAsync(roads, prefix));
    }

    private static string Topic(string prefix, Road road) => $"{prefix}-{road}";

    private static Road Next(Road road) => (Road)(((int)road + 1) % Roads.Every.Count);

    /// <summary>Headers, a null header, keys, null values, long values: 60 records in the console producer's format.</summary>
    private static string Lines(string acks) => string.Concat(Enumerable.Range(0, 60).Select(i =>
        $"kind:a,none:NIL\tkey-{i} acks {acks}\t{(i % 10 == 9 ? "NIL" : $"value-{i} ünïcode{(i % 7 == 6 ? new string('x', 3000) : "")}")}\n"));

    private static Task<ChildResult> ProduceAsync(Transcript script, string codec, string acks, string topic) => script.FeedAsync(
        Lines(acks), "kafka-console-producer",
        "--topic", topic, "--compression-codec", codec,
        "--command-property", $"acks={acks}", "--command-property", $"enable.idempotence={(acks == "all" ? "true" : "false")}",
        "--reader-property", "parse.key=true", "--reader-property", "parse.headers=true", "--reader-property", "null.marker=NIL");

    /// <summary>The codecs of each topic's batches.</summary>
    private static async Task<IEnumerable<string>> StoredCodecsAsync(Roads roads, string prefix)
    {
        var segments = Directory.GetDirectories(roads.Broker.LogFolder, $"{prefix}-*").Select(folder => Path.Combine(folder, "00000000000000000000.log"));
        var dump = (await KafkaTools.RunAsync("kafka-dump-log", ["--files", string.Join(',', segments)])).Checked().Output;
        return dump.Split("Dumping ").Skip(1).Select(file => string.Join(' ', file.Split("compresscodec: ").Skip(1).Select(rest => rest.Split(' ')[0]).Distinct()));
    }
}
