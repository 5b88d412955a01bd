using System.Security.Cryptography;
using System.Text;
using Compliance.Gateway.Audit.Shipping;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

public class TopicConfigTests
{
    private static readonly AuditPlan Plan = SamplePlan.In("journal", "kafka.example:9092");

    [Fact]
    public void Nothing_is_acknowledged_before_every_copy_has_it_and_nothing_is_given_up()
    {
        var config = TopicConfig.For(Plan);

        Assert.Equal((Acks.All, true, 0), (config.Acks, config.EnableIdempotence, config.MessageTimeoutMs));
        Assert.Equal("kafka.example:9092", config.BootstrapServers);
        Assert.Null(config.SecurityProtocol);
    }

    [Fact]
    public void A_cluster_that_asks_for_a_login_gets_it()
    {
        var config = TopicConfig.For(Plan with { Cluster = Plan.Cluster with { Login = new LoginPlan("proxy", "secret") } });

        Assert.Equal((SecurityProtocol.SaslPlaintext, SaslMechanism.Plain), (config.SecurityProtocol, config.SaslMechanism));
        Assert.Equal(("proxy", "secret"), (config.SaslUsername, config.SaslPassword));
    }

    [Theory]
    [InlineData("SCRAM-SHA-256", SaslMechanism.ScramSha256)]
    [InlineData("SCRAM-SHA-512", SaslMechanism.ScramSha512)]
    public void A_login_is_by_its_own_mechanism(string mechanism, SaslMechanism taken) =>
        Assert.Equal(taken, TopicConfig.For(Plan with { Cluster = Plan.Cluster with { Login = new LoginPlan("proxy", "secret") { Mechanism = mechanism } } }).SaslMechanism);

    [Fact]
    public void A_cluster_behind_TLS_is_reached_by_its_roots_and_shown_the_certificate_with_its_chain()
    {
        using var roots = TestAuthority.Root("CN=Brokers");
        using var clients = TestAuthority.Root("CN=Clients");
        using var issuing = clients.Below();
        using var proxy = issuing.Client("CN=proxy");
        var tls = new BrokerTlsPlan(new Authorities([roots.Certificate]), ServerCertificate.Read(Encoding.UTF8.GetBytes(proxy.Pem), [], null));

        var config = TopicConfig.For(Plan with { Cluster = Plan.Cluster with { Tls = tls } });

        Assert.Equal((SecurityProtocol.Ssl, SslEndpointIdentificationAlgorithm.Https), (config.SecurityProtocol, config.SslEndpointIdentificationAlgorithm));
        Assert.Equal((roots.Pem, proxy.CertificatePem), (config.SslCaPem, config.SslCertificatePem));
        Assert.Equal(proxy.Certificate.PublicKey.ExportSubjectPublicKeyInfo(), Exported(config.SslKeyPem));
        Assert.Equal(SecurityProtocol.SaslSsl, TopicConfig.For(Plan with { Cluster = Plan.Cluster with { Tls = tls, Login = new LoginPlan("proxy", "secret") } }).SecurityProtocol);
    }

    private static byte[] Exported(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key.ExportSubjectPublicKeyInfo();
    }
}
