using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>Records of every shape in every codec with every acks: stored and read alike, also where the proxy opens each batch.</summary>
public sealed class RecordTests
{
    public static TheoryData<CompressionType, string> Ways()
    {
        var data = new TheoryData<CompressionType, string>();
        foreach (var codec in Enum.GetValues<CompressionType>())
        {
            data.Add(codec, "plain");
            data.Add(codec, "guarded");
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Records_of_every_shape_arrive_alike(CompressionType codec, string kind)
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var topic = script.Name($"{kind}-records");
            await script.Roads.Broker.CreateTopicAsync(topic);
            var stored = 0;
            foreach (var (acks, idempotent) in new[] { (Acks.None, false), (Acks.Leader, false), (Acks.All, false), (Acks.All, true) })
            {
                using var producer = Clients.Producer(script, config => (config.CompressionType, config.Acks, config.EnableIdempotence, config.LingerMs) = (codec, acks, idempotent, 20));
                var sent = Shapes().Select(record => producer.ProduceAsync(topic, record)).ToList();
                foreach (var delivery in await Task.WhenAll(sent))
                    script.Say($"{acks}: {delivery.Status} at {(acks == Acks.None ? "an offset that nobody tells" : delivery.Offset.Value)}");
                stored += sent.Count;
                await Eventually.TrueAsync(() => Clients.End(script, topic) >= stored, Clients.Patience, $"{stored} records to be stored, of them {sent.Count} with acks={acks}");
            }
            script.Say(await Task.Run(() => Clients.Read(script, topic)));
        });

        var lines = said.Alike();
        Assert.Equal(4 * Shapes().Count(), lines.Count(line => line.Contains('/', StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.EndsWith("[] null = null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_compacted_topic_keeps_last_values_and_refuses_what_has_no_key()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var topic = script.Name("guarded-compacted");
            await script.Roads.Broker.CreateTopicAsync(topic, 1, new Dictionary<string, string>
            {
                ["cleanup.policy"] = "compact",
                ["segment.ms"] = "1000",
                ["min.cleanable.dirty.ratio"] = "0.001",
                ["max.compaction.lag.ms"] = "1000",
            });
            using var producer = Clients.Producer(script, config => config.Acks = Acks.All);
            foreach (var (key, value) in new[] { ("a", """{"n":1}"""), ("b", """{"n":2}"""), ("a", """{"n":3}"""), ("b", null) })
                script.Say($"stored at {(await producer.ProduceAsync(topic, Clients.Record(key, value))).Offset.Value}");
            await script.TryAsync("keyless", () => producer.ProduceAsync(topic, Clients.Record(null, "{}")));

            // The cleaner comes every 15 s, and leaves the newest segment alone: this record, a day later, begins one.
            await producer.ProduceAsync(topic, Clients.Record("c", "{}", 86400));
            List<string> lines = [];
            await Eventually.TrueAsync(
                async () => (lines = await Task.Run(() => Clients.Read(script, topic).ToList())).Count(line => line.Contains("] a = ", StringComparison.Ordinal)) == 1,
                2 * Clients.Patience, "the cleaner to have come");
            script.Say(lines);
        });

        var lines = said.Alike();
        Assert.Contains(lines, line => line.StartsWith("keyless: ", StringComparison.Ordinal) && line.Contains("InvalidRecord", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("] b = null", StringComparison.Ordinal));
    }

    /// <summary>JSON all of them, or null.</summary>
    private static IEnumerable<Message<string?, string?>> Shapes() =>
    [
        Clients.Record("k", """{"plain":true}""", 1),
        Clients.Record(null, """{"no":"key"}""", 2),
        Clients.Record("tombstone", null, 3),
        Clients.Record(null, null, 4),
        Clients.Record("", """{"empty":"key"}""", 5),
        Clients.Record("headers", """{"h":1}""", 6, ("a", "1"u8.ToArray()), ("a", "2"u8.ToArray()), ("null", null), ("empty", []), ("ünï", "çödé"u8.ToArray())),
        Clients.Record("large", $$"""{"x":"{{new string('y', 900 << 10)}}"}""", 7),
        .. Enumerable.Range(0, 20).Select(i => Clients.Record($"many-{i}", $$"""{"i":{{i}},"deep":[{"e":1.50e3},null,"\u00e9"] }""", 10 + i)),
    ];
}
