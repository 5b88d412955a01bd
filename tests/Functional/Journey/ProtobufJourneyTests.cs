using System.Buffers.Binary;
using System.Text;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>Protobuf behind the ids of a real schema registry, and lines of cells without any, through a proxy and a broker.</summary>
public sealed class ProtobufJourneyTests
{
    private const int Records = 50;
    private const string Card = """syntax = "proto3"; package shop; message Card { string number = 1; string security_code = 2; }""";
    private const string Payment = """syntax = "proto3"; package shop; import "card.proto"; message Unused { string x = 1; } message Order { message Payment { Card card = 1; int64 amount = 2; } Payment payment = 1; }""";
    private const string Rules = """
        classes:
          code: {find: [{topics: "bought*", path: $..securityCode, format: protobuf}]}
          card: {find: [{topics: "bought*", path: $.card.number, format: protobuf}, {topics: "sheet*", path: number, format: csv}]}
        protect:
          - {id: P1, class: code, when: produce, do: drop}
          - {id: P2, class: card, when: consume, do: {mask: {keepLast: 4}}}
        """;

    [Fact]
    public async Task Messages_are_protected_by_the_schema_that_their_id_and_indexes_name_and_lines_by_their_first()
    {
        var kafka = await KafkaServer.GetAsync();
        var (topic, sheet) = (KafkaServer.UniqueName("bought"), KafkaServer.UniqueName("sheet"));
        await kafka.CreateTopicAsync(topic);
        await kafka.CreateTopicAsync(sheet);
        await using var registry = await SchemaRegistryServer.StartAsync();
        await registry.RegisterAsync("card", "PROTOBUF", Card);
        var id = await registry.RegisterAsync($"{topic}-value", "PROTOBUF", Payment, ("card.proto", "card"));
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Watched(kafka.BootstrapServers).Registered(registry.Url).Ruling(Rules));
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = proxy.Bootstrap, CompressionType = CompressionType.Lz4, LingerMs = 20 })
            .SetLogHandler((_, _) => { }).Build();

        // Given payments and sheets that are written through the proxy
        await Task.WhenAll(Enumerable.Range(0, Records).Select(i => producer.ProduceAsync(topic, Message(Value(id, $"41111111{i:D4}", "123")))));
        await producer.ProduceAsync(sheet, Message("id,number\n1,4111111111111111\n"u8.ToArray()));

        // then no code is stored, and each number is read masked,
        Assert.Equal(Expected(i => Value(id, $"41111111{i:D4}", null)), StoredValues.Read(kafka.BootstrapServers, topic, Records));
        Assert.Equal(Expected(i => Value(id, $"********{i:D4}", null)), StoredValues.Read(proxy.Bootstrap, topic, Records));
        Assert.Equal(Convert.ToHexString("id,number\n1,************1111\n"u8.ToArray()), Assert.Single(StoredValues.Read(proxy.Bootstrap, sheet, 1)));

        // and what is no such message is not stored.
        var refused = await Assert.ThrowsAsync<ProduceException<byte[], byte[]>>(() => producer.ProduceAsync(topic, Message([.. Value(id, "4111", "123")[..^1]])));
        Assert.Equal(ErrorCode.InvalidRecord, refused.Error.Code);

        // An officer who asks what the topic holds is shown the field by the name that its schema has,
        using var folder = new TempFolder("officer");
        using (var past = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build())
            await past.ProduceAsync(topic, Message(Value(id, "4111111111111111", null)));
        var settings = folder.Write("proxy.yaml", $$"""
            clusters: {c: {bootstrap: [{{string.Join(", ", kafka.BootstrapServers.Split(',').Select(broker => $"\"{broker}\""))}}], registry: {url: "{{registry.Url}}"} } }
            routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: {{FreePort.Next()}}, brokerPorts: 0}, clients: {anonymous: true} } }
            """);
        var found = (await ToolAsync("policy", "discover", "--config", settings, "--topic", topic)).Checked().Output;
        Assert.Contains($"# card number in 1 of {Records + 1} at $.card.number", found, StringComparison.Ordinal);

        // and what she writes by it is held against the schema.
        var policy = folder.Write("p.yaml", $"schema: policy/v1\npolicy: {{id: p, title: P, owner: o}}\n{found}protect: [{{id: P1, class: card-number, when: consume, do: redact}}]\n");
        Assert.Contains("0 errors", (await ToolAsync("policy", "check", policy, "--registry", settings)).Checked().Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(policy, (await File.ReadAllTextAsync(policy, TestContext.Current.CancellationToken)).Replace("$.card.number", "$.card.numbre", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var misspelt = await ToolAsync("policy", "check", policy, "--registry", $"{registry.Url}");
        Assert.Equal(1, misspelt.ExitCode);
        Assert.Contains($"'$.card.numbre' leads nowhere in the schema of {topic}", misspelt.Output, StringComparison.Ordinal);
    }

    private static Task<ChildResult> ToolAsync(params string[] arguments) =>
        ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), .. arguments], patience: TimeSpan.FromSeconds(120));

    private static List<string> Expected(Func<int, byte[]> value) => [.. Enumerable.Range(0, Records).Select(i => Convert.ToHexString(value(i)))];

    private static Message<byte[], byte[]> Message(byte[] value) => new() { Key = [1], Value = value };

    /// <summary>0x00, the id, the indexes of the first message in the second, and a payment.</summary>
    private static byte[] Value(int id, string number, string? code)
    {
        var frame = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), id);
        byte[] card = [.. Text(1, number), .. code is null ? [] : Text(2, code)];
        return [.. frame, 4, 2, 0, 0x0A, (byte)card.Length, .. card, 0x10, 42];
    }

    private static byte[] Text(int field, string text) => [(byte)((field << 3) | 2), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
