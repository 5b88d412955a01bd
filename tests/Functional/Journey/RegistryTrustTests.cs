using System.Buffers.Binary;
using System.Net;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>A real registry behind TLS, asked by proxies and by <c>policy check</c>: by one that trusts it, by one that trusts another, and by a wrong name.</summary>
public sealed class RegistryTrustTests : IDisposable
{
    private const string Rules = """
        classes:
          card: {find: [{topics: "trusted*", path: $.card, format: avro}]}
          customer: {find: [{topics: "trusted*", in: key, path: $.id, format: avro}]}
        protect:
          - {id: P1, class: card, when: produce, do: redact}
          - {id: P2, class: customer, when: consume, do: redact}
        """;

    private readonly TempFolder _ours = new("ours");
    private readonly TempFolder _others = new("others");

    public void Dispose()
    {
        _ours.Dispose();
        _others.Dispose();
    }

    [Fact]
    public async Task Only_who_trusts_the_registry_and_calls_it_by_its_name_gets_schemas_of_it_and_the_others_are_told_what_to_do()
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("trusted");
        await kafka.CreateTopicAsync(topic);
        await using var registry = await SchemaRegistryServer.StartAsync();
        var value = await registry.RegisterAsync($"{topic}-value", "AVRO", """{"type":"record","name":"P","fields":[{"name":"card","type":"string"}]}""");
        var key = await registry.RegisterAsync($"{topic}-key", "AVRO", """{"type":"record","name":"K","fields":[{"name":"id","type":"string"}]}""");
        var (right, wrong) = (TestCertificate.Create(_ours), TestCertificate.Create(_others));
        await using var front = new TlsFront(registry.Url, right, address: IPAddress.Any);
        var (named, unnamed) = ($"https://127.0.0.1:{front.Port}{registry.Url.AbsolutePath}", $"https://127.0.0.2:{front.Port}{registry.Url.AbsolutePath}");
        byte[] card = [.. Framed(value), 8, .. "1234"u8], id = [.. Framed(key), 6, .. "ada"u8];

        // Given a proxy that trusts it, the card is redacted as it is written, and the key as it is read;
        var trusting = Settings(kafka, named, right);
        await using (var proxy = await ProxyProcess.StartAsync(trusting))
        {
            await WriteAsync(proxy, topic, id, card);
            Assert.Equal(Convert.ToHexString([.. Framed(value), 0]), Assert.Single(StoredValues.Read(kafka.BootstrapServers, topic, 1)));
            Assert.Equal(Convert.ToHexString([.. Framed(key), 0]), ReadKey(proxy, topic));
        }

        // by one that trusts another, or calls it by a name that its certificate has not, nothing is written, and the log says why.
        foreach (var (settings, why) in new[] { (Settings(kafka, named, wrong), "none of the certificates in 'ca' vouches for its certificate"), (Settings(kafka, unnamed, right), "its certificate does not name '127.0.0.2'; write a name that it has into 'url'") })
        {
            await using var proxy = await ProxyProcess.StartAsync(settings);
            Assert.Equal(ErrorCode.InvalidRecord, (await Assert.ThrowsAsync<ProduceException<byte[], byte[]>>(() => WriteAsync(proxy, topic, id, card))).Error.Code);
            await proxy.WaitForLineAsync(why);
            await CheckedAsync(settings, 3, $"The schema registry can't tell: {why}");
        }

        // And check holds values and keys against it where it is trusted.
        await CheckedAsync(trusting, 0, "0 errors");
        await CheckedAsync(trusting with { Files = trusting.Files.ToDictionary(file => file.Key, file => file.Value.Replace("$.id", "$.mail", StringComparison.Ordinal)) }, 1, $"'$.mail' leads nowhere in the key schema of {topic}");
    }

    private static ProxySettings Settings(KafkaServer kafka, string registry, TestCertificate trusted)
    {
        var settings = ProxySettings.Watched(kafka.BootstrapServers).Ruling(Rules);
        return settings with { Yaml = settings.Yaml.Replace("main: {bootstrap:", $$"""main: {registry: {url: "{{registry}}", ca: "{{trusted.CertificateFile}}"}, bootstrap:""", StringComparison.Ordinal) };
    }

    private static async Task CheckedAsync(ProxySettings settings, int code, string said)
    {
        using var folder = new TempFolder("check");
        foreach (var (name, text) in settings.Files.Append(new("proxy.yaml", settings.Yaml)))
            folder.Write(name, text);

        var result = await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), "policy", "check", folder.Combine("policies"), "--registry", folder.Combine("proxy.yaml")]);

        Assert.Contains(said, result.Output + result.Error, StringComparison.Ordinal);
        Assert.Equal(code, result.ExitCode);
    }

    private static async Task WriteAsync(ProxyProcess proxy, string topic, byte[] key, byte[] value)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = proxy.Bootstrap }).SetLogHandler((_, _) => { }).Build();
        await producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = key, Value = value });
    }

    private static string ReadKey(ProxyProcess proxy, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = proxy.Bootstrap, GroupId = KafkaServer.UniqueName("reader") }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var read = consumer.Consume(PaymentsWorld.Patience) ?? throw new TimeoutException("No record came.");
        return Convert.ToHexString(read.Message.Key);
    }

    private static byte[] Framed(int id)
    {
        var frame = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), id);
        return frame;
    }
}
