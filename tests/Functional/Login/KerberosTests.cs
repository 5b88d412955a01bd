using Compliance.Functional.Proxies;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>Kafka's own client logs in by Kerberos at a real broker, through the proxy, which counts it as whom its settings say.</summary>
public sealed class KerberosTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_ticket_that_the_broker_takes_lets_its_client_in_and_another_does_not()
    {
        // Given a realm, a broker whose key it knows, and a policy that lets nobody do anything but those who come by tickets,
        await using var realm = await KerberosRealm.StartAsync("kafka/localhost", "other/localhost", "alice");
        await using var kafka = await LoginKafka.StartAsync("4.4", [], realm.JavaOptions,
            "sasl.enabled.mechanisms=GSSAPI", "sasl.kerberos.service.name=kafka", $"listener.name.logins.gssapi.sasl.jaas.config={realm.LoginOf("kafka/localhost")}");
        await kafka.Broker.CreateTopicAsync("tills");
        await using var proxy = await ProxyProcess.StartAsync(Settings(kafka));

        // when a client has a ticket for the broker, it is let in, and is who the settings say;
        var (exit, said) = await ListAsync(realm, proxy, "kafka");
        Assert.True(exit == 0 && said.Contains("tills", StringComparison.Ordinal), said);

        // with one for another service it is not, and hears that from the broker.
        (exit, said) = await ListAsync(realm, proxy, "other");
        Assert.True(exit != 0 && said.Contains("SaslAuthenticationException", StringComparison.Ordinal), said);
        Assert.Contains("The broker refused the login (error 58). Claimed: User:kerberos.", proxy.Log, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Said)> ListAsync(KerberosRealm realm, ProxyProcess proxy, string service)
    {
        using var folder = new TempFolder("ticket");
        var settings = folder.Write("client.properties", $"""
            security.protocol=SASL_PLAINTEXT
            sasl.mechanism=GSSAPI
            sasl.kerberos.service.name={service}
            sasl.jaas.config={realm.LoginOf("alice")}
            """);
        var run = await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", $"localhost:{proxy.Port}", "--command-config", settings, "--list"], patience: Patience,
            environment: new Dictionary<string, string?> { ["JAVA_TOOL_OPTIONS"] = realm.JavaOptions });
        return (run.ExitCode, run.Output + run.Error);
    }

    private static ProxySettings Settings(LoginKafka kafka)
    {
        var watched = ProxySettings.Watched(kafka.Logins);
        return (watched with
        {
            Yaml = watched.Yaml
                .Replace("main: {bootstrap:", "main: {tls: {ca: ca.pem}, bootstrap:", StringComparison.Ordinal)
                .Replace("advertise: 127.0.0.1", "advertise: localhost", StringComparison.Ordinal)
                .Replace("clients: {anonymous: true}", "clients: {passThrough: {mechanisms: [GSSAPI], gssapi: {principal: \"User:kerberos\"}}}", StringComparison.Ordinal),
            Files = watched.Files.ToDictionary(file => file.Key, file => file.Value.Replace("User:*", "User:kerberos", StringComparison.Ordinal)),
        }).WithFile("ca.pem", kafka.CaPem);
    }
}
