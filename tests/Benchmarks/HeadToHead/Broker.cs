using Compliance.Harness;

namespace Compliance.Benchmarks.HeadToHead;

/// <summary>
/// One broker with three doors for the same data: one that it advertises as it is, for tools and proxies, one that it advertises as the port
/// of a plain TCP relay, since such a relay can't rewrite addresses, and one with TLS. Its
/// log lies in memory: on a disk, what the kernel writes back would decide more than any relay does.
/// </summary>
internal sealed class Broker(KafkaServer server, TempFolder log, int port, int behindRelay, int relayPort, int tls) : IAsyncDisposable
{
    public string Address => $"127.0.0.1:{port}";

    /// <summary>Where the relay connects to.</summary>
    public string BehindRelay => $"127.0.0.1:{behindRelay}";

    /// <summary>Where the relay must listen.</summary>
    public int RelayPort => relayPort;

    public string TlsAddress => $"127.0.0.1:{tls}";

    public static async Task<Broker> StartAsync(TestCertificate certificate)
    {
        int port = FreePort.Next();
        int behindRelay = FreePort.Next();
        int relay = FreePort.Next();
        int tls = FreePort.Next();
        int controller = FreePort.Next();
        TempFolder log = TempFolder.InMemory("log");
        KafkaServer server = await KafkaServer.StartAsync(
            // Fully compiled: what is measured runs for long.
            new Dictionary<string, string?> { ["KAFKA_OPTS"] = "-XX:TieredStopAtLevel=4" },
            $"listeners=PLAINTEXT://127.0.0.1:{port},RELAY://127.0.0.1:{behindRelay},SSL://127.0.0.1:{tls},CONTROLLER://127.0.0.1:{controller}",
            $"advertised.listeners=PLAINTEXT://127.0.0.1:{port},RELAY://127.0.0.1:{relay},SSL://127.0.0.1:{tls}",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,RELAY:PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT",
            $"controller.quorum.voters=1@127.0.0.1:{controller}",
            $"log.dirs={log.Path}",
            "ssl.keystore.type=PEM",
            $"ssl.keystore.location={certificate.BothFile}",
            "log.segment.delete.delay.ms=100",
            "log.retention.check.interval.ms=1000",
            "log.initial.task.delay.ms=1000");
        return new Broker(server, log, port, behindRelay, relay, tls);
    }

    public async Task CreateAsync(string topic) =>
        (await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", Address, "--create", "--topic", topic])).Checked();

    public async Task DeleteAsync(string topic) =>
        (await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", Address, "--delete", "--topic", topic])).Checked();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        log.Dispose();
    }
}
