using System.Text;
using System.Text.Json;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>
/// No byte of a payload and no credential enters evidence, logs or metrics: canaries are sent in every place where a client can put
/// something, accepted and refused, and then searched for in everything that proxy and sink have written.
/// </summary>
public sealed class CanaryTests
{
    private const string Canary = "canary";

    [Fact]
    public async Task What_travels_through_the_proxy_is_found_nowhere_in_what_it_writes()
    {
        await using var world = await PaymentsWorld.StartAsync();

        // Given canaries in keys, values, header names and values, in records that pass, that are changed and that are refused
        using (var till = world.ProducerAs("till"))
        {
            await till.ProduceAsync(world.Topic, Message("""{"person":"canary-person","email":"canary-mail@x.example","card":{"number":"canary-number-1234","code":"canary-code"},"amount":1,"note":"canary-note"}"""));
            await Assert.ThrowsAsync<ProduceException<string, string>>(() => till.ProduceAsync(world.Topic, Message("canary-not-json {")));
            await Assert.ThrowsAsync<ProduceException<string, string>>(() => till.ProduceAsync("canary-forbidden-topic-value-only", Message("{}")).WaitAsync(PaymentsWorld.Patience));
        }
        // One record that is no JSON, stored past the proxy, so that it is met on consume
        using (var past = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = world.Kafka.BootstrapServers }).Build())
            await past.ProduceAsync(world.Topic, Message("canary-stored-not-json"));
        world.Read("analyst", 2);
        world.Read("investigator", 2);
        using (var guesser = new AdminClientBuilder(world.As("till", "canary-guess")).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build())
            Assert.Throws<KafkaException>(() => guesser.GetMetadata(TimeSpan.FromSeconds(2)));

        // When all of it has arrived in archive and index
        await Eventually.TrueAsync(async () => (await world.Sink.QueryAsync("--who", "User:investigator", "--topic", world.Topic)).Count > 0, PaymentsWorld.Patience, "the last reads in the archive");
        using var elasticsearch = new HttpClient { BaseAddress = world.Elasticsearch };
        await Eventually.TrueAsync(
            async () => (await elasticsearch.GetStringAsync($"{world.IndexPrefix}-*/_count?q=user.name:%22User:investigator%22")).Contains("\"count\":0", StringComparison.Ordinal) is false,
            PaymentsWorld.Patience, "the last reads in the index");
        using var admin = new HttpClient();

        // Then the search finds who and where, and no canary but the topic's name, which is evidence
        var written = new Dictionary<string, string>
        {
            ["the journal"] = Bytes(world.Proxy.JournalFolder),
            ["the archive's files"] = Bytes(world.Sink.Archive),
            ["the archive's rows"] = JsonSerializer.Serialize(await world.Sink.QueryAsync()),
            ["the audit topic"] = string.Join('\n', AuditRecords(world)),
            ["the index"] = await elasticsearch.GetStringAsync($"{world.IndexPrefix}-*/_search?size=1000"),
            ["the proxy's log"] = world.Proxy.Log,
            ["the sink's log"] = world.Sink.Log,
            ["the metrics"] = await admin.GetStringAsync(new Uri(world.Proxy.Admin, "metrics")),
        };
        foreach (var (place, text) in written)
        {
            Assert.True(text.Length > 0, $"{place}: nothing to search");
            var found = text.Replace("canary-forbidden-topic-value-only", "", StringComparison.Ordinal).IndexOf(Canary, StringComparison.OrdinalIgnoreCase);
            Assert.True(found < 0, $"A canary is in {place}: …{Around(text.Replace("canary-forbidden-topic-value-only", "", StringComparison.Ordinal), found)}…");
        }
        Assert.Contains("User:till", written["the journal"], StringComparison.Ordinal);
        Assert.Contains("User:till", written["the archive's rows"], StringComparison.Ordinal);
        Assert.Contains("investigator", written["the index"], StringComparison.Ordinal);
    }

    private static Message<string, string> Message(string value) =>
        new() { Key = "canary-key", Value = value, Headers = [new Header("canary-header", "canary-header-value"u8.ToArray())] };

    /// <summary>All files' bytes. One that is renamed or removed while it is read lets all be read again.</summary>
    private static string Bytes(string folder)
    {
        while (true)
        {
            try
            {
                return BytesNow(folder);
            }
            catch (FileNotFoundException)
            {
            }
        }
    }

    private static string BytesNow(string folder) =>
        string.Concat(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)).Select(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return Encoding.Latin1.GetString(copy.ToArray());
        }));

    private static List<string> AuditRecords(PaymentsWorld world)
    {
        var settings = new ConsumerConfig { BootstrapServers = world.Kafka.BootstrapServers, GroupId = KafkaServer.UniqueName("canaries"), AutoOffsetReset = AutoOffsetReset.Earliest, EnablePartitionEof = true };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(settings).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(world.AuditTopic, 0, 0));
        var records = new List<string>();
        while (consumer.Consume(PaymentsWorld.Patience) is { IsPartitionEOF: false } record)
            records.Add(Encoding.Latin1.GetString(record.Message.Value));
        consumer.Close();
        return records;
    }

    private static string Around(string text, int at) => at < 0 ? "" : text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 60)];
}
