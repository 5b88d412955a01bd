using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>The console producer and consumer see no difference between the broker and what stands before it.</summary>
public sealed class CodecAndAcksTests
{
    private const int Lines = 60;

    // By day each codec and each acks, at night each with each: as librdkafka has them by day too.
    [Theory]
    [InlineData("none", "0", "1", "all")]
    [InlineData("gzip", "all")]
    [InlineData("snappy", "1")]
    [InlineData("lz4", "0")]
    [InlineData("zstd", "all")]
    public async Task The_console_tools_print_the_same_on_every_road(string codec, params string[] byDay)
    {
        foreach (var roads in await Roads.EachAsync())
            await PrintTheSameAsync(roads, codec, Nightly.Or(byDay, ["0", "1", "all"]));
    }

    private static async Task PrintTheSameAsync(Roads roads, string codec, string[] all)
    {
        var prefix = KafkaServer.UniqueName($"eq-{codec}");
        foreach (var road in Roads.Every)
            await roads.Broker.CreateTopicAsync(Topic(prefix, road));

        // Given the same lines, produced with each acks by each road into a topic of its own
        var produced = await roads.OnceAsync(async script =>
        {
            foreach (var (before, acks) in all.Index())
            {
                script.Say(await ProduceAsync(script, codec, acks, Topic(prefix, script.Road)));
                // What nobody acknowledges may come after the program's end.
                await Eventually.TrueAsync(() => Librdkafka.Clients.End(script, Topic(prefix, script.Road)) == Lines * (before + 1), Librdkafka.Clients.Patience, "all records to be stored");
            }
        });

        // When each road reads what came by another
        var read = await roads.OnceAsync(async script => script.Say((await script.ToolAsync(
            "kafka-console-consumer",
            "--topic", Topic(prefix, Next(script.Road)), "--from-beginning", "--max-messages", $"{all.Length * Lines}", "--timeout-ms", "60000",
            "--formatter-property", "print.key=true", "--formatter-property", "print.headers=true",
            "--formatter-property", "print.partition=true", "--formatter-property", "print.offset=true")).Checked()));

        // Then all readings are alike
        produced.Alike();
        var whole = read.Alike();
        Assert.Equal(all.Length * Lines, whole.Count(line => line.StartsWith("Partition:0", StringComparison.Ordinal)));
        Assert.Contains($"Partition:0\tOffset:{((all.Length - 1) * Lines) + 3}\tkind:a,none:null\tkey-3 acks {all[^1]}\tvalue-3 ünïcode", whole);

        // And what the broker stored has the codec that was asked for, by all roads
        Assert.Equal(Roads.Every.Select(_ => codec), await StoredCodecsAsync(roads, prefix));
    }

    private static string Topic(string prefix, Road road) => $"{prefix}-{road}";

    private static Road Next(Road road) => (Road)(((int)road + 1) % Roads.Every.Count);

    /// <summary>Headers, a null header, keys, null values, long values: 60 records in the console producer's format.</summary>
    private static string Input(string acks) => string.Concat(Enumerable.Range(0, Lines).Select(i =>
        $"kind:a,none:NIL\tkey-{i} acks {acks}\t{(i % 10 == 9 ? "NIL" : $"value-{i} ünïcode{(i % 7 == 6 ? new string('x', 3000) : "")}")}\n"));

    private static Task<ChildResult> ProduceAsync(Transcript script, string codec, string acks, string topic) => script.FeedAsync(
        Input(acks), "kafka-console-producer",
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
