using System.Security.Authentication;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>What settings may say of TLS towards brokers, and each mistake with its place.</summary>
public sealed class BrokerTlsSettingsTests : IDisposable
{
    private const int TlsLine = 4;
    private readonly TempFolder _folder = new("broker-tls-settings");
    private readonly TestAuthority _root = TestAuthority.Root();
    private readonly TestAuthority _issuing;
    private readonly TestIdentity _proxy;

    public BrokerTlsSettingsTests()
    {
        _issuing = _root.Below();
        _proxy = _issuing.Client("CN=proxy");
        _folder.Write("ca.pem", _root.Pem);
        _folder.Write("issuing.pem", _issuing.Pem);
        _folder.Write("proxy.crt", _proxy.CertificatePem);
        _folder.Write("proxy.key", _proxy.KeyPem);
        File.WriteAllBytes(_folder.Combine("proxy.p12"), _proxy.Pkcs12("s3cret"));
        File.WriteAllBytes(_folder.Combine("root.crl"), _root.Revoke());
        _folder.Write("root.pem", System.Security.Cryptography.PemEncoding.WriteString("X509 CRL", _root.Revoke()));
        _folder.Write("password", "s3cret\n");
        Environment.SetEnvironmentVariable("COMPLIANCE_TEST_BROKER_PEM", _proxy.Pem);
    }

    public void Dispose()
    {
        _proxy.Dispose();
        _issuing.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("certificate: proxy.crt, key: proxy.key")]
    [InlineData("certificate: proxy.p12, password: \"${file:password}\"")]
    [InlineData("certificate: \"${env:COMPLIANCE_TEST_BROKER_PEM}\"")]
    public void The_certificate_for_brokers_is_taken_in_each_form_with_its_chain(string tls)
    {
        var plan = Load($"{{ca: [ca.pem, issuing.pem], {tls}}}");

        Assert.Equal(_proxy.Certificate.Thumbprint, plan.Shown!.Leaf.Thumbprint);
        Assert.Equal([_issuing.Certificate.Thumbprint], plan.Sent.Select(certificate => certificate.Thumbprint));
        Assert.Equal(2, plan.Authorities!.All.Count());
        Assert.Equal((SslProtocols.Tls12 | SslProtocols.Tls13, null), (plan.Protocols, plan.Name));
    }

    [Theory]
    [InlineData("{}", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("{minVersion: 1.3}", SslProtocols.Tls13)]
    [InlineData("{ciphers: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}", SslProtocols.Tls12)]
    [InlineData("{ciphers: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]}", SslProtocols.Tls12 | SslProtocols.Tls13)]
    public void Without_roots_the_machines_vouch_and_what_is_spoken_follows_from_version_and_suites(string tls, SslProtocols protocols)
    {
        var plan = Load(tls);

        Assert.Equal((null, null, protocols), (plan.Authorities, plan.Shown, plan.Protocols));
    }

    [Theory]
    [InlineData("{ca: nowhere.pem}", "nowhere.pem can't be used")]
    [InlineData("{ca: password}", "password holds no certificate; it is PEM.")]
    [InlineData("{ca: issuing.pem}", "No certificate of 'ca' is a root")]
    [InlineData("{ca: []}", "'ca' is an empty list")]
    [InlineData("{certificate: proxy.crt}", "There is no private key")]
    [InlineData("{certificate: ca.pem, key: proxy.key}", "The key is not the certificate's.")]
    [InlineData("{certificate: proxy.p12, password: s3cret}", "A password does not stand in the settings")]
    [InlineData("{key: proxy.key}", "A key is of use with its certificate alone")]
    [InlineData("{ca: ca.pem, crl: ca.pem}", "It holds none (-----BEGIN X509 CRL-----).")]
    [InlineData("{name: \"kafka:9092\"}", "'name' is the host name that the brokers' certificates hold")]
    [InlineData("{minVersion: 1.1}", "'minVersion' is 1.2 or 1.3, not '1.1'.")]
    [InlineData("{minVersion: 1.3, ciphers: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}", "'minVersion' allows no other")]
    [InlineData("{ciphers: TLS_RSA_WITH_RC4_128_SHA}", "protects nothing any more")]
    [InlineData("{verify: false}", "has no key 'verify'")]
    [InlineData("true", "is written as keys")]
    public void What_is_wrong_is_told_with_its_place_and_once(string tls, string problem)
    {
        var (plan, problems) = Check(tls);

        Assert.Null(plan);
        Assert.Single(problems, told => told.Line == TlsLine && told.Text.Contains(problem, StringComparison.Ordinal));
        Assert.DoesNotContain(problems, told => told.Text.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public void That_evidence_is_brought_by_the_hosts_alone_and_a_certificate_that_is_over_are_warned_of()
    {
        using var over = _root.Client("CN=proxy", from: TimeSpan.FromDays(-9), to: TimeSpan.FromDays(-2));
        _folder.Write("over.pem", over.Pem);

        Assert.Contains("over.pem has expired on ", Warnings("{certificate: over.pem}"), StringComparison.Ordinal);
        Assert.Contains("does not look at those of tls.crl: put them into one.", Warnings("{ca: ca.pem, crl: root.crl}"), StringComparison.Ordinal);
        Assert.Contains("knows brokers by their hosts alone, not by tls.name (kafka.example)", Warnings("{name: kafka.example}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_revoked_certificates_are_taken_and_one_file_in_PEM_is_for_the_proxys_own_clients_too()
    {
        var plan = Load("{ca: ca.pem, crl: root.pem}");

        Assert.Equal("CN=Test Root", Assert.Single(plan.Lists!.All).Issuer);
        Assert.Equal(_folder.Combine("root.pem"), plan.ListsFile);
    }

    private string Warnings(string tls)
    {
        var (plan, problems) = Check(tls);
        Assert.NotNull(plan);
        return string.Join('\n', problems.Where(problem => problem.Severity == Severity.Warning).Select(problem => problem.Text));
    }

    private BrokerTlsPlan Load(string tls)
    {
        var (plan, problems) = Check(tls);
        Assert.Empty(problems);
        return plan!.Clusters[0].Tls!;
    }

    private (ActivePlan? Plan, IReadOnlyList<Problem> Problems) Check(string tls) => SettingsLoader.Check(_folder.Combine("proxy.yaml"), $$"""
        clusters:
          main:
            bootstrap: ["127.0.0.1:9092"]
            tls: {{tls}}
        routes:
          r: {cluster: main, listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}, clients: {anonymous: true} }
        audit: {cluster: main, topic: audit, journal: journal}
        """, TimeProvider.System);
}
