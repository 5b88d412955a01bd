using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>Certificates and keys in every form that settings may name, and each mistake with its place.</summary>
public sealed class TlsSettingsTests : IDisposable
{
    private const string Secret = "s3cret";
    private const int ListenLine = 6;
    private const int ClientsLine = 8;
    private readonly TempFolder _folder = new("tls-settings");
    private readonly TestAuthority _root = TestAuthority.Root();
    private readonly TestAuthority _issuing;
    private readonly TestIdentity _server;

    public TlsSettingsTests()
    {
        _issuing = _root.Below();
        _server = _issuing.Server();
        _folder.Write("server.crt", _server.CertificatePem);
        _folder.Write("server.key", _server.KeyPem);
        _folder.Write("server.pem", _server.Pem);
        _folder.Write("locked.key", _server.Certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(Secret, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        File.WriteAllBytes(_folder.Combine("server.p12"), _server.Pkcs12(Secret));
        File.WriteAllBytes(_folder.Combine("open.p12"), _server.Pkcs12(null));
        _folder.Write("password", Secret + "\n");
        _folder.Write("ca.pem", _root.Pem);
        _folder.Write("issuing.pem", _issuing.Pem);
        _folder.Write("nonsense", "nonsense");
        File.WriteAllBytes(_folder.Combine("root.crl"), _root.Revoke());
        File.WriteAllBytes(_folder.Combine("cut.crl"), _root.Revoke()[..^20]);
        File.WriteAllBytes(_folder.Combine("old.crl"), _root.List([], from: TimeSpan.FromDays(-9), to: TimeSpan.FromDays(-2)));
        _folder.Write("both.crl", PemEncoding.WriteString("X509 CRL", _root.Revoke(_server.Certificate)) + "\n" + PemEncoding.WriteString("X509 CRL", _issuing.Revoke(_server.Certificate)));
        using var strange = TestAuthority.Root();
        File.WriteAllBytes(_folder.Combine("strange.crl"), strange.Revoke());
        _folder.Write("empty", "");
        Environment.SetEnvironmentVariable("COMPLIANCE_TEST_TLS_PEM", _server.Pem);
        Environment.SetEnvironmentVariable("COMPLIANCE_TEST_TLS_P12", Convert.ToBase64String(_server.Pkcs12(Secret)));
        Environment.SetEnvironmentVariable("COMPLIANCE_TEST_TLS_PASSWORD", Secret);
    }

    public void Dispose()
    {
        _server.Dispose();
        _issuing.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("certificate: server.crt, key: server.key")]
    [InlineData("certificate: server.pem")]
    [InlineData("certificate: server.pem, key: server.pem")]
    [InlineData("certificate: \"${file:server.crt}\", key: \"${file:server.key}\"")]
    [InlineData("certificate: server.crt, key: locked.key, password: \"${file:password}\"")]
    [InlineData("certificate: server.p12, password: \"${file:password}\"")]
    [InlineData("certificate: server.p12, key: server.p12, password: \"${env:COMPLIANCE_TEST_TLS_PASSWORD}\"")]
    [InlineData("certificate: open.p12")]
    [InlineData("certificate: \"${env:COMPLIANCE_TEST_TLS_PEM}\"")]
    [InlineData("certificate: \"${env:COMPLIANCE_TEST_TLS_P12}\", password: \"${file:password}\"")]
    public void A_certificate_and_its_key_are_taken_in_each_form_with_the_whole_chain(string tls)
    {
        var plan = Load(tls).Tls!;

        Assert.Equal(_server.Certificate.Thumbprint, plan.Certificate.Leaf.Thumbprint);
        Assert.True(plan.Certificate.Leaf.HasPrivateKey);
        Assert.Equal([_issuing.Certificate.Thumbprint], plan.Context.IntermediateCertificates.Select(certificate => certificate.Thumbprint));
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, plan.Protocols);
        Assert.Null(plan.Clients);
    }

    [Theory]
    [InlineData("certificate: nowhere.crt", "nowhere.crt can't be used")]
    [InlineData("certificate: nonsense", "It is neither PEM nor PKCS#12.")]
    [InlineData("certificate: empty", "It is neither PEM nor PKCS#12.")]
    [InlineData("certificate: server.crt", "There is no private key")]
    [InlineData("certificate: server.crt, key: ca.pem", "There is no private key")]
    [InlineData("certificate: ca.pem, key: server.key", "The certificate ca.pem with the private key of server.key can't be used: The key is not the certificate's.")]
    [InlineData("certificate: server.crt, key: locked.key", "The key has a password; name it with 'password'.")]
    [InlineData("certificate: server.crt, key: server.key, password: \"${file:password}\"", "The key has no password; leave 'password' out.")]
    [InlineData("certificate: server.crt, key: locked.key, password: \"${file:nonsense}\"", "can't be used")]
    [InlineData("certificate: server.p12", "The certificate server.p12 can't be used")]
    [InlineData("certificate: server.p12, key: server.key, password: \"${file:password}\"", "PKCS#12 holds its own key, so leave 'key' out.")]
    [InlineData("certificate: server.crt, key: locked.key, password: s3cret", "A password does not stand in the settings")]
    [InlineData("certificate: server.crt, key: locked.key, password: \"${env:COMPLIANCE_TEST_NOTHING}\"", "COMPLIANCE_TEST_NOTHING is not set")]
    [InlineData("certificate: \"${env:COMPLIANCE_TEST_NOTHING}\"", "COMPLIANCE_TEST_NOTHING is not set")]
    [InlineData("certificate: \"${env:COMPLIANCE_TEST_TLS_PASSWORD}\"", "holds neither PEM nor PKCS#12 in base 64")]
    [InlineData("certificate: \"-----BEGIN CERTIFICATE-----\"", "do not stand in the settings")]
    [InlineData("key: server.key", "'tls' lacks 'certificate'")]
    [InlineData("certificate: server.pem, minVersion: 1.1", "'minVersion' is 1.2 or 1.3, not '1.1'.")]
    [InlineData("certificate: server.pem, ciphers: [TLS_AES_256_GCM_SHA385]", "'TLS_AES_256_GCM_SHA385' is no cipher suite")]
    [InlineData("certificate: server.pem, ciphers: [\"4866\"]", "'4866' is no cipher suite")]
    [InlineData("certificate: server.pem, ciphers: [TLS_RSA_WITH_RC4_128_SHA]", "'TLS_RSA_WITH_RC4_128_SHA' protects nothing any more")]
    [InlineData("certificate: server.pem, ciphers: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]", "nor of TLS 1.2 for the certificate's key (ECDSA)")]
    [InlineData("certificate: server.pem, minVersion: 1.3, ciphers: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]", "'minVersion' allows no other")]
    [InlineData("certificate: server.pem, ciphers: []", "'ciphers' is an empty list")]
    public void What_is_wrong_with_a_listener_is_told_with_its_place_and_no_secret(string tls, string problem)
    {
        var problems = Problems(tls, "anonymous: true");

        Expect(problems, ListenLine, problem);
        if (!tls.Contains(Secret, StringComparison.Ordinal))
            Assert.DoesNotContain(problems, told => told.Text.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("minVersion: 1.3", SslProtocols.Tls13)]
    [InlineData("ciphers: TLS_AES_128_GCM_SHA256", SslProtocols.Tls13)]
    [InlineData("ciphers: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", SslProtocols.Tls12)]
    [InlineData("ciphers: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]", SslProtocols.Tls12 | SslProtocols.Tls13)]
    public void What_is_spoken_follows_from_the_version_and_the_suites(string more, SslProtocols protocols) =>
        Assert.Equal(protocols, Load($"certificate: server.pem, {more}").Tls!.Protocols);

    [Fact]
    public void A_certificate_that_is_over_or_not_begun_or_lacks_its_chain_is_warned_of()
    {
        using var over = _root.Server(from: TimeSpan.FromDays(-9), to: TimeSpan.FromDays(-2));
        using var early = _root.Server(from: TimeSpan.FromDays(2));
        using var other = TestAuthority.Root("CN=Other Root");
        using var odd = other.Below("CN=Odd");
        _folder.Write("over.pem", over.Pem);
        _folder.Write("early.pem", early.Pem);
        _folder.Write("odd.pem", early.CertificatePem + odd.Pem + early.KeyPem);

        Assert.Contains("over.pem has expired on ", Warning("over.pem"), StringComparison.Ordinal);
        Assert.Contains("early.pem is not valid before ", Warning("early.pem"), StringComparison.Ordinal);
        Assert.Contains("CN=Odd stands in odd.pem and is no part", Warning("odd.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_clients_are_by_their_certificates_is_said_below_clients()
    {
        var route = Load("certificate: server.pem", "tls: {ca: [ca.pem, issuing.pem], principal: \"RULE:^CN=([^,]+).*$/$1/L\", revocation: online}");
        Assert.Equal((true, true, true), (route.Tls!.Clients!.IsRequired, route.Tls.Clients.NamesPrincipal, route.Tls.Clients.LooksForRevoked));
        Assert.Equal(2, route.Tls.Clients.Authorities.Count());
        Assert.False(route.Clients.IsAnonymous);
        Assert.Equal("till", route.Tls.Clients.Rules.Apply(["CN=Till,O=x"]));

        Assert.False(Load("certificate: server.pem", "anonymous: true, tls: {certificates: optional, ca: ca.pem}").Tls!.Clients!.IsRequired);
    }

    [Theory]
    [InlineData("tls: {ca: nowhere.pem}", "nowhere.pem can't be used")]
    [InlineData("tls: {ca: nonsense}", "nonsense holds no certificate; it is PEM.")]
    [InlineData("tls: {ca: issuing.pem}", "No certificate of 'ca' is a root")]
    [InlineData("tls: {certificates: required}", "'tls' of 'clients' lacks 'ca'")]
    [InlineData("tls: {certificates: none, ca: ca.pem}", "'certificates' is required or optional, not 'none'.")]
    [InlineData("tls: {ca: ca.pem, revocation: ocsp}", "'revocation' is none or offline or online, not 'ocsp'.")]
    [InlineData("tls: {ca: ca.pem, principalFrom: issuer}", "'principalFrom' is subject or san, not 'issuer'.")]
    [InlineData("tls: {ca: ca.pem, principal: \"CN=x\"}", "ssl.principal.mapping.rules")]
    [InlineData("tls: {ca: ca.pem, crl: ca.pem}", "It holds none (-----BEGIN X509 CRL-----).")]
    [InlineData("tls: {ca: ca.pem, crl: nonsense}", "it is neither PEM (-----BEGIN X509 CRL-----) nor DER, or cut off.")]
    [InlineData("tls: {ca: ca.pem, crl: empty}", "it is neither PEM (-----BEGIN X509 CRL-----) nor DER, or cut off.")]
    [InlineData("tls: {ca: ca.pem, crl: cut.crl}", "it is neither PEM (-----BEGIN X509 CRL-----) nor DER, or cut off.")]
    [InlineData("tls: {ca: ca.pem, crl: strange.crl}", "The signature is not that of its issuer, CN=Test Root, as it stands in 'ca'")]
    [InlineData("tls: {ca: ca.pem, crl: absent.crl}", "can't be used")]
    [InlineData("tls: {ca: ca.pem, crl: root.crl, revocation: online}", "name 'crl', or 'revocation', not both.")]
    [InlineData("tls: {ca: ca.pem, crls: x}", "has no key 'crls'")]
    [InlineData("tls: {ca: ca.pem}, anonymous: true", "certificates are required: write {certificates: optional}")]
    [InlineData("tls: {certificates: optional, ca: ca.pem}", "it is not said who may connect without one")]
    public void What_is_wrong_with_clients_certificates_is_told_with_its_place(string clients, string problem) =>
        Expect(Problems("certificate: server.pem", clients), ClientsLine, problem);

    [Fact]
    public void Certificates_of_clients_need_a_listener_with_tls()
    {
        var (plan, problems) = SettingsLoader.Check(_folder.Combine("proxy.yaml"), Settings("", "tls: {ca: ca.pem}"), TimeProvider.System);
        Assert.Null(plan);
        Expect(problems, ClientsLine, "only where the route listens with TLS");
    }

    [Fact]
    public void Lists_of_revoked_certificates_are_taken_in_DER_and_PEM_several_in_a_file()
    {
        var trust = Load("certificate: server.pem", "tls: {ca: ca.pem, crl: [root.crl, both.crl]}").Tls!.Clients!;

        Assert.Equal([("CN=Test Root", 0), ("CN=Test Root", 1), ("CN=Test Issuing", 1)], trust.Lists!.All.Select(list => (list.Issuer, list.Count)));
    }

    [Fact]
    public void A_list_that_is_over_is_taken_with_a_warning()
    {
        var (plan, problems) = Check("certificate: server.pem", "tls: {ca: ca.pem, crl: old.crl}");

        Assert.NotNull(plan);
        Assert.Contains(problems, problem => problem.Severity == Severity.Warning && problem.Line == ClientsLine && problem.Text.StartsWith("The list of revoked certificates old.crl has expired on ", StringComparison.Ordinal));
    }

    private static string Settings(string tls, string clients) => $$"""
        clusters:
          main: {bootstrap: ["127.0.0.1:9092"]}
        routes:
          r:
            cluster: main
            listen: {address: 127.0.0.1, port: 0, brokerPorts: 0{{tls}}}
            # who may connect
            clients: { {{clients}} }
        """;

    private RoutePlan Load(string tls, string clients = "anonymous: true")
    {
        var (plan, problems) = Check(tls, clients);
        Assert.Empty(problems);
        return plan!.Routes[0];
    }

    private string Warning(string certificate)
    {
        var (plan, problems) = Check($"certificate: {certificate}", "anonymous: true");
        Assert.NotNull(plan);
        return string.Join('\n', problems.Where(problem => (problem.Severity, problem.Line) == (Severity.Warning, ListenLine)).Select(problem => problem.Text));
    }

    private IReadOnlyList<Problem> Problems(string tls, string clients)
    {
        var (plan, problems) = Check(tls, clients);
        Assert.Null(plan);
        return problems;
    }

    private (ActivePlan? Plan, IReadOnlyList<Problem> Problems) Check(string tls, string clients) =>
        SettingsLoader.Check(_folder.Combine("proxy.yaml"), Settings($", tls: {{{tls}}}", clients), TimeProvider.System);

    private static void Expect(IReadOnlyList<Problem> problems, int line, string part) =>
        Assert.True(problems.Any(problem => problem.Line == line && problem.Text.Contains(part, StringComparison.Ordinal)), $"No problem on line {line} says '{part}':\n{string.Join('\n', problems)}");
}
