using System.CommandLine;
using System.Net;
using Compliance.Gateway.Commands;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Registry;

/// <summary>Whom the proxy takes for its registry, over real TLS, and what it says where it does not.</summary>
public sealed class RegistryTrustTests : IAsyncDisposable
{
    private readonly FakeRegistry _registry = new();
    private readonly TempFolder _ours = new("ours");
    private readonly TempFolder _others = new("others");

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        _ours.Dispose();
        _others.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_registry_that_our_own_authority_vouches_for_is_asked()
    {
        var certificate = TestCertificate.Create(_ours);
        await using var front = new TlsFront(_registry.Url, certificate);
        _registry.Answer("subjects", 200, """["a-value"]""");

        Assert.Equal(["a-value"], await AskAsync($"https://127.0.0.1:{front.Port}/api", certificate));
        Assert.Equal(1, front.Served);
    }

    [Fact]
    public async Task One_that_another_authority_vouches_for_is_not()
    {
        await using var front = new TlsFront(_registry.Url, TestCertificate.Create(_ours));

        Assert.StartsWith("none of the certificates in 'ca' vouches for its certificate (", await WhyAsync($"https://127.0.0.1:{front.Port}/api", TestCertificate.Create(_others)), StringComparison.Ordinal);
        Assert.StartsWith("no authority that this machine trusts vouches for its certificate (", await WhyAsync($"https://127.0.0.1:{front.Port}/api", null), StringComparison.Ordinal);
        Assert.Equal(0, front.Served);
        Assert.Empty(_registry.Questions);
    }

    [Fact]
    public async Task The_right_authority_does_not_make_up_for_the_wrong_name()
    {
        var certificate = TestCertificate.Create(_ours);
        await using var front = new TlsFront(_registry.Url, certificate, address: IPAddress.Parse("127.0.0.2"));

        Assert.Equal(
            "its certificate does not name '127.0.0.2'; write a name that it has into 'url', or give it one that names this host",
            await WhyAsync($"https://127.0.0.2:{front.Port}/api", certificate));
        Assert.Equal(0, front.Served);
    }

    [Fact]
    public async Task One_whose_certificate_has_expired_is_not_asked()
    {
        var certificate = TestCertificate.Create(_ours, days: -1);
        await using var front = new TlsFront(_registry.Url, certificate);

        Assert.Contains("has expired or is not valid yet", await WhyAsync($"https://127.0.0.1:{front.Port}/api", certificate), StringComparison.Ordinal);
        Assert.Equal(0, front.Served);
    }

    [Fact]
    public async Task What_speaks_something_else_or_nothing_is_told_apart()
    {
        var certificate = TestCertificate.Create(_ours);
        await using var front = new TlsFront(_registry.Url, certificate);

        Assert.Contains("should its URL begin with http:?", await WhyAsync($"https://127.0.0.1:{_registry.Url.Port}/api", certificate), StringComparison.Ordinal);
        Assert.Contains("should its URL begin with https:?", await WhyAsync($"http://127.0.0.1:{front.Port}/api", null), StringComparison.Ordinal);
        Assert.Contains("does not take connections; see that it runs", await WhyAsync($"https://127.0.0.1:{FreePort.Next()}/api", certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_so_too_and_that_the_rest_was_checked()
    {
        await using var front = new TlsFront(_registry.Url, TestCertificate.Create(_ours));
        var (url, policy) = ($"https://127.0.0.1:{front.Port}/api", Policy());
        var settings = _ours.Write("proxy.yaml", $$"""
            clusters: {c: {bootstrap: ["127.0.0.1:9092"], registry: {url: "{{url}}", ca: "{{TestCertificate.Create(_others).CertificateFile}}"} } }
            routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: {{FreePort.Next()}}, brokerPorts: 0}, clients: {anonymous: true} } }
            """);

        Assert.Contains("The schema registry can't tell: no authority that this machine trusts vouches for its certificate", await CheckAsync(policy, 3, "--registry", url), StringComparison.Ordinal);
        Assert.Contains("The schema registry can't tell: none of the certificates in 'ca' vouches for its certificate", await CheckAsync(policy, 3, "--registry", settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_takes_the_authority_beside_the_URL()
    {
        var certificate = TestCertificate.Create(_ours);
        await using var front = new TlsFront(_registry.Url, certificate);
        _registry.Answer("subjects", 200, "[]");
        var url = $"https://127.0.0.1:{front.Port}/api";

        Assert.Equal("", await CheckAsync(Policy(), 0, "--registry", url, "--registry-ca", certificate.CertificateFile));
        Assert.Equal(1, front.Served);

        var told = await CheckAsync(Policy(), 3, "--registry", url, "--registry-ca", TestCertificate.Create(_others).CertificateFile);
        Assert.Contains("none of the certificates in --registry-ca vouches for its certificate (", told, StringComparison.Ordinal);
        Assert.Contains("; --registry-ca is a PEM file with the authority that has signed it", told, StringComparison.Ordinal);
        Assert.Contains("or by --registry-ca FILE of policy check", await CheckAsync(Policy(), 3, "--registry", url), StringComparison.Ordinal);
        Assert.Equal(1, front.Served);
    }

    [Theory]
    [InlineData("nowhere.pem", "https://127.0.0.1:1", "--registry-ca:1:1: error: The certificates ", "nowhere.pem")]
    [InlineData("key.pem", "https://127.0.0.1:1", "--registry-ca:1:1: error: The file ", "holds no certificate; it is PEM.")]
    [InlineData("ca.pem", "http://127.0.0.1:1/api", "--registry-ca:1:1: error: Nobody vouches for a registry that is asked without TLS: write https://127.0.0.1:1/api", "or leave --registry-ca out")]
    [InlineData("ca.pem", "proxy.yaml", "--registry-ca:1:1: error: --registry names proxy.yaml, whose settings say by 'ca' beside 'url'", "leave --registry-ca out")]
    public async Task An_authority_that_can_vouch_for_nobody_is_refused(string file, string registry, string told, string mend)
    {
        _ours.Write("key.pem", "no certificate");
        File.Copy(TestCertificate.Create(_others).CertificateFile, _ours.Combine("ca.pem"));

        var error = await CheckAsync(Policy(), 1, "--registry", registry, "--registry-ca", _ours.Combine(file));

        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.Contains(mend, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_without_a_registry_is_a_mistake_of_the_call() =>
        Assert.Contains("add --registry URL, or remove it", await CheckAsync(Policy(), 2, "--registry-ca", "ca.pem"), StringComparison.Ordinal);

    private string Policy() => _ours.Write("p.yaml", "schema: policy/v1\npolicy: {id: p, title: t, owner: o}\naccess: [{id: A1, allow: [read], topics: t, people: \"*\"}]\n");

    private static async Task<string> CheckAsync(string policy, int code, params string[] options)
    {
        using var error = new StringWriter();
        Assert.Equal(code, await CommandTree.InvokeAsync(["policy", "check", policy, .. options], TimeProvider.System, new InvocationConfiguration { Output = TextWriter.Null, Error = error }));
        return error.ToString();
    }

    private static async Task<string> WhyAsync(string url, TestCertificate? trusted) => (await Assert.ThrowsAsync<RegistryException>(() => AskAsync(url, trusted))).Message;

    private static async Task<string[]> AskAsync(string url, TestCertificate? trusted)
    {
        using var client = new RegistryClient(new RegistryPlan(new Uri(url)) { CaPem = trusted is null ? null : File.ReadAllText(trusted.CertificateFile) }, TimeSpan.FromSeconds(60));
        return await client.SubjectsAsync(TestContext.Current.CancellationToken);
    }
}
