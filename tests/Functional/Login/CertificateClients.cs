using Compliance.Functional.Equivalence.Node;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Login;

/// <summary>Clients of four kinds that show a certificate (or none) and ask for the topics.</summary>
internal static class CertificateClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>By name: what topics it was told of; null: it was not let in. Who is closed without an alert tries again, unless it gives up soon.</summary>
    public static IReadOnlyDictionary<string, Func<ProxyProcess, string, TestIdentity?, bool, Task<string?>>> All { get; } = new Dictionary<string, Func<ProxyProcess, string, TestIdentity?, bool, Task<string?>>>
    {
        ["librdkafka"] = (proxy, root, identity, _) => Task.Run(() => Librdkafka(proxy, root, identity)),
        ["Kafka's own"] = JavaAsync,
        ["kcat"] = (proxy, root, identity, _) => KcatAsync(proxy, root, identity),
        ["kafkajs"] = (proxy, root, identity, _) => KafkajsAsync(proxy, root, identity),
    };

    /// <summary>What librdkafka is told.</summary>
    public static T Secure<T>(T settings, string root, TestIdentity? identity)
        where T : ClientConfig
    {
        (settings.SecurityProtocol, settings.SslCaPem) = (SecurityProtocol.Ssl, root);
        if (identity is not null)
            (settings.SslCertificatePem, settings.SslKeyPem) = (identity.CertificatePem, identity.KeyPem);
        return settings;
    }

    private static string? Librdkafka(ProxyProcess proxy, string root, TestIdentity? identity)
    {
        var refused = false;
        using var admin = new AdminClientBuilder(Secure(new AdminClientConfig { BootstrapServers = proxy.Bootstrap }, root, identity))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => refused |= error.Code is ErrorCode.Local_Ssl or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown).Build();
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until && !refused;)
        {
            try
            {
                return string.Join(' ', admin.GetMetadata(TimeSpan.FromSeconds(2)).Topics.Select(topic => topic.Topic));
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_Transport or ErrorCode.Local_TimedOut)
            {
                // Refused, or slow: the handler says which.
            }
        }

        return refused ? null : throw new TimeoutException("librdkafka was neither let in nor refused.");
    }

    private static async Task<string?> JavaAsync(ProxyProcess proxy, string root, TestIdentity? identity, bool givesUpSoon)
    {
        using var folder = new TempFolder("mutual");
        folder.Write("ca.pem", root);
        var settings = $"security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location={folder.Combine("ca.pem")}\ndefault.api.timeout.ms={(givesUpSoon ? 6000 : 60000)}\nrequest.timeout.ms={(givesUpSoon ? 3000 : 30000)}\n";
        if (identity is not null)
            settings += $"ssl.keystore.type=PEM\nssl.keystore.location={folder.Write("client.pem", identity.KeyPem + identity.CertificatePem)}\n";
        var run = await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", proxy.Bootstrap, "--command-config", folder.Write("client.properties", settings), "--list"], patience: Patience * 2);
        return Told(run.ExitCode == 0, run.Output, run.Error + run.Output, "SslAuthenticationException", "TimeoutException", "DisconnectException");
    }

    private static async Task<string?> KcatAsync(ProxyProcess proxy, string root, TestIdentity? identity)
    {
        using var folder = new TempFolder("mutual");
        string[] shown = identity is null ? [] : ["-X", $"ssl.certificate.location={folder.Write("client.crt", identity.CertificatePem)}", "-X", $"ssl.key.location={folder.Write("client.key", identity.KeyPem)}"];
        var run = await ChildProcess.RunAsync(
            "kcat", ["-b", proxy.Bootstrap, "-X", "security.protocol=SSL", "-X", $"ssl.ca.location={folder.Write("ca.pem", root)}", .. shown, "-L", "-m", "20"], patience: Patience * 2);
        return Told(run.ExitCode == 0, run.Output, run.Error, "ssl", "Local: Broker transport failure", "Local: All broker connections are down");
    }

    private static async Task<string?> KafkajsAsync(ProxyProcess proxy, string root, TestIdentity? identity)
    {
        var run = await (await NodeClients.GetAsync()).RunAsync(
            "tls.js", [proxy.Bootstrap], new Dictionary<string, string?> { ["CA"] = root, ["CERTIFICATE"] = identity?.CertificatePem ?? "", ["KEY"] = identity?.KeyPem ?? "" });
        var said = run.Checked().Output.Trim();
        return Told(said.StartsWith("in:", StringComparison.Ordinal), said, said, "Connection error", "Client network socket disconnected", "Closed connection", "alert");
    }

    private static string? Told(bool isIn, string topics, string said, params string[] refusals) =>
        isIn ? topics : refusals.Any(refusal => said.Contains(refusal, StringComparison.OrdinalIgnoreCase)) ? null : throw new InvalidOperationException($"Neither let in nor refused: {said}");
}
