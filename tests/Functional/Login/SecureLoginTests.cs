using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>Logins inside TLS, before a broker that has neither: each client by each mechanism; and while certificates and passwords change.</summary>
public sealed class SecureLoginTests(ITestOutputHelper output) : IDisposable
{
    private const string Right = "the right one";
    private const int Partitions = 3;
    private const int PerSecond = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string[] Passwords = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
    private static readonly int Changes = Nightly.IsOn ? 10 : 2;
    private readonly TestAuthority _root = TestAuthority.Root("CN=Server Root");
    private TestIdentity? _server;

    public void Dispose()
    {
        _server?.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task Each_client_is_let_in_inside_TLS_by_each_mechanism_and_not_by_a_wrong_secret()
    {
        // Given a proxy that takes all mechanisms,
        var kafka = await KafkaServer.GetAsync();
        var (issuer, other) = (new TestIssuer(), new TestIssuer());
        using var keys = new JwksServer(issuer.Jwks);
        var settings = ProxySettings.Open(kafka.BootstrapServers).WithUsers(new Dictionary<string, string>(), [.. Passwords, "OAUTHBEARER"]).With("{maxFailedLogins: 1000, jwksPause: 10ms}");
        var tokens = $"users: users, oauth: {{keys: \"{keys.Url}\", issuer: \"{TestIssuer.Name}\", audience: {TestIssuer.Audience}}}}}";
        await using var proxy = await ProxyProcess.StartAsync((settings with { Yaml = settings.Yaml.Replace("users: users}", tokens, StringComparison.Ordinal) }).Secured(NewCertificate(), _root));
        await UserCommand.AddAsync(proxy, "till", Right, Passwords);

        // when clients of each kind come by right and wrong passwords and tokens,
        foreach (var mechanism in Passwords)
        {
            await Task.WhenAll(LoginClients.All.Select(async client =>
            {
                Assert.True(await client.Value(proxy, mechanism, "till", Right), $"{client.Key} by {mechanism}");
                Assert.False(await client.Value(proxy, mechanism, "till", "a wrong one"), $"{client.Key} by {mechanism} with a wrong password");
            }));
            output.WriteLine($"{mechanism}: right in, wrong refused: {string.Join(", ", LoginClients.All.Keys)}");
        }

        await Task.WhenAll(TokenClients.All.Select(async client =>
        {
            Assert.True(await client.Value(proxy, issuer.Token("till", life: TimeSpan.FromMinutes(10))), $"{client.Key} by a token");
            Assert.False(await client.Value(proxy, other.Token("till", life: TimeSpan.FromMinutes(10))), $"{client.Key} by a forged token");
        }));
        output.WriteLine($"OAUTHBEARER: right in, wrong refused: {string.Join(", ", TokenClients.All.Keys)}");

        // then no password is in the log.
        Assert.DoesNotContain(Right, proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_and_passwords_change_under_load_and_no_connection_is_dropped()
    {
        // Given traffic inside TLS,
        var kafka = await KafkaServer.GetAsync();
        await using var proxy = await ProxyProcess.StartAsync(
            ProxySettings.Open(kafka.BootstrapServers).WithUsers(new Dictionary<string, string> { ["till"] = Right }).With("{reloadInterval: 100ms}").Secured(NewCertificate(), _root));
        var topic = $"secure-{Guid.NewGuid():N}";
        using (var admin = kafka.Admin())
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 }]);
        await using var traffic = new TrafficRun("secure", kafka.BootstrapServers, topic, Partitions,
            AsTill(NumberedProducer.Config(proxy.Bootstrap), proxy), AsTill(NumberedGroup.Config(proxy.Bootstrap, topic, GroupProtocol.Classic), proxy), PerSecond);
        await traffic.GoesOnAsync();
        var logIn = LoginClients.All[LoginClients.Quickest];

        // when certificate and password change, again and again,
        var password = Right;
        for (var change = 1; change <= Changes; change++)
        {
            var old = password;
            password = $"{Right} {change}";
            var certificate = NewCertificate();
            proxy.Write("server.pem", certificate.Pem);
            await UserCommand.AddAsync(proxy, "till", password, "PLAIN");

            // then who comes anew sees the new certificate, and comes by the new password alone,
            await Eventually.TrueAsync(async () => await ShownAsync(proxy) == certificate.Certificate.Thumbprint, Patience, "the new certificate");
            Assert.True(await logIn(proxy, "PLAIN", "till", password));
            Assert.False(await logIn(proxy, "PLAIN", "till", old));
            await traffic.GoesOnAsync();
        }

        // and who was there goes on: no connection was ended but by its client, and every record has come once and in order.
        foreach (var side in new[] { "proxy", "broker" })
            Assert.Equal(0, await proxy.MetricAsync("compliance_proxy_connections_ended_total", $"side=\"{side}\""));
        var report = await traffic.FinishAsync();
        Assert.Empty(report.Faults);
        output.WriteLine($"{Changes} changes; {report}");
    }

    private TestIdentity NewCertificate()
    {
        _server?.Dispose();
        return _server = _root.Server();
    }

    private static T AsTill<T>(T config, ProxyProcess proxy)
        where T : ClientConfig
    {
        (config.SaslMechanism, config.SaslUsername, config.SaslPassword) = (SaslMechanism.Plain, "till", Right);
        return SaslDoor.Open(config, proxy);
    }

    /// <summary>The certificate that a new client is shown.</summary>
    private async Task<string> ShownAsync(ProxyProcess proxy)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", proxy.Port);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _root.Certificate }, RevocationMode = X509RevocationMode.NoCheck },
        });
        return ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
    }
}
