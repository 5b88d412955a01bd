using System.Buffers.Binary;
using System.Text;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>Avro behind the ids of a real schema registry, through a proxy and a broker, with the registry there and away.</summary>
public sealed class RegisteredJourneyTests
{
    private const string Card = """{"type":"record","name":"Card","namespace":"shop","fields":[{"name":"number","type":"string"},{"name":"code","type":["null","string"]}]}""";
    private const string Payment = """{"type":"record","name":"Payment","namespace":"shop","fields":[{"name":"card","type":"Card"},{"name":"amount","type":"long"}]}""";
    private const string Rules = """
        classes:
          code: {find: [{topics: "paid*", path: $.card.code, format: avro}]}
          card: {find: [{topics: "paid*", path: $.card.number, format: avro}]}
        protect:
          - {id: P1, class: code, when: produce, do: drop}
          - {id: P2, class: card, when: consume, do: {mask: {keepLast: 4}}}
        """;

    [Theory, InlineData(CompressionType.None), InlineData(CompressionType.Zstd)]
    public async Task Values_are_protected_with_their_schemas_and_known_ones_also_while_the_registry_is_away(CompressionType codec)
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("paid");
        await kafka.CreateTopicAsync(topic);
        await using var registry = await SchemaRegistryServer.StartAsync();
        await registry.RegisterAsync("card", "AVRO", Card);
        var id = await registry.RegisterAsync($"{topic}-value", "AVRO", Payment, ("shop.Card", "card"));
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Watched(kafka.BootstrapServers).Registered(registry.Url).Ruling(Rules));
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = proxy.Bootstrap, CompressionType = codec, LingerMs = 20, EnableIdempotence = true })
            .SetLogHandler((_, _) => { }).Build();

        // Given payments, and a tombstone, written through the proxy
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => producer.ProduceAsync(topic, Message(Value(id, $"41111111{i:D4}", "123", i)))));
        await producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = [1], Value = null! });

        // then none is stored with its code, and each is read with its number masked; the tombstone stays.
        Assert.Equal(Expected(i => Value(id, $"41111111{i:D4}", null, i)), StoredValues.Read(kafka.BootstrapServers, topic, 101));
        Assert.Equal(Expected(i => Value(id, $"********{i:D4}", null, i)), StoredValues.Read(proxy.Bootstrap, topic, 101));

        // When the registry is away, what is known goes on,
        await registry.StopAsync();
        await producer.ProduceAsync(topic, Message(Value(id, "411111119999", "123", 1)));
        Assert.Equal(Convert.ToHexString(Value(id, "********9999", null, 1)), StoredValues.Read(proxy.Bootstrap, topic, 102)[^1]);

        // and what is not known does not pass, in either direction.
        var refused = await Assert.ThrowsAsync<ProduceException<byte[], byte[]>>(() => producer.ProduceAsync(topic, Message(Value(id + 1000, "411111119999", "123", 1))));
        Assert.Equal(ErrorCode.InvalidRecord, refused.Error.Code);
        using (var past = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build())
            await past.ProduceAsync(topic, Message(Value(id + 1000, "411111119999", "123", 1)));
        Assert.Contains("withheld", Encoding.UTF8.GetString(Convert.FromHexString(StoredValues.Read(proxy.Bootstrap, topic, 103)[^1])), StringComparison.Ordinal);
        Assert.DoesNotContain("411111119999", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_are_found_by_the_tags_of_registered_schemas_in_Avro_and_JSON()
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("tagged");
        await kafka.CreateTopicAsync(topic);
        await using var registry = await SchemaRegistryServer.StartAsync();
        var avro = await registry.RegisterAsync($"{topic}-avro", "AVRO", """{"type":"record","name":"P","fields":[{"name":"mail","type":"string","confluent:tags":["PII"]},{"name":"city","type":"string"}]}""");
        var json = await registry.RegisterAsync($"{topic}-json", "JSON", """{"type":"object","properties":{"mail":{"type":"string","confluent:tags":["PII"]},"city":{"type":"string"}}}""");
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Watched(kafka.BootstrapServers).Registered(registry.Url).Ruling("""
            classes: {person: {find: [{topics: "tagged*", schemaTag: PII}]}}
            protect: [{id: P1, class: person, when: consume, do: {mask: {keepLast: 2}}}]
            """));
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = proxy.Bootstrap }).SetLogHandler((_, _) => { }).Build();

        // Given a person in either format, in one topic
        await producer.ProduceAsync(topic, Message([.. Framed(avro), 14, .. "ada@x.y"u8, 10, .. "Turin"u8]));
        await producer.ProduceAsync(topic, Message([.. Framed(json), .. """{"mail":"eve@x.y","city":"Oslo"}"""u8]));

        // then each is read with the field masked that its schema tags, and nothing else.
        Assert.Equal(
            [Convert.ToHexString([.. Framed(avro), 14, .. "*****.y"u8, 10, .. "Turin"u8]), Convert.ToHexString([.. Framed(json), .. """{"mail":"*****.y","city":"Oslo"}"""u8])],
            StoredValues.Read(proxy.Bootstrap, topic, 2));
    }

    private static List<string> Expected(Func<int, byte[]> value) => [.. Enumerable.Range(0, 100).Select(i => Convert.ToHexString(value(i))).Append("")];

    private static Message<byte[], byte[]> Message(byte[] value) => new() { Key = [1], Value = value };

    /// <summary>0x00, the id, and a payment in Avro.</summary>
    private static byte[] Value(int id, string number, string? code, int amount)
    {
        var value = new MemoryStream();
        value.Write(Framed(id));
        Write(value, number);
        value.WriteByte((byte)(code is null ? 0 : 2));
        if (code is not null)
            Write(value, code);
        Write(value, amount);
        return value.ToArray();
    }

    private static byte[] Framed(int id)
    {
        var frame = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), id);
        return frame;
    }

    private static void Write(MemoryStream value, string text)
    {
        Write(value, text.Length);
        value.Write(Encoding.UTF8.GetBytes(text));
    }

    private static void Write(MemoryStream value, int number)
    {
        for (number <<= 1; number >= 0x80; number >>= 7)
            value.WriteByte((byte)(number | 0x80));
        value.WriteByte((byte)number);
    }
}
