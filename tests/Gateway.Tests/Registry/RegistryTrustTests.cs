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
        var (url, policy) = ($"https://127.0.0.1:{front.Port}/api", _ours.Write("p.yaml", "schema: policy/v1\npolicy: {id: p, title: t, owner: o}\naccess: [{id: A1, allow: [read], topics: t, people: \"*\"}]\n"));
        var settings = _ours.Write("proxy.yaml", $$"""
            clusters: {c: {bootstrap: ["127.0.0.1:9092"], registry: {url: "{{url}}", ca: "{{TestCertificate.Create(_others).CertificateFile}}"} } }
            routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: {{FreePort.Next()}}, brokerPorts: 0}, clients: {anonymous: true} } }
            """);

        Assert.Contains("The schema registry can't tell: no authority that this machine trusts vouches for its certificate", await CheckAsync(policy, url), StringComparison.Ordinal);
        Assert.Contains("The schema registry can't tell: none of the certificates in 'ca' vouches for its certificate", await CheckAsync(policy, settings), StringComparison.Ordinal);
    }

    private static async Task<string> CheckAsync(string policy, string registry)
    {
        using var error = new StringWriter();
        Assert.Equal(3, await CommandTree.InvokeAsync(["policy", "check", policy, "--registry", registry], TimeProvider.System, new InvocationConfiguration { Output = TextWriter.Null, Error = error }));
        return error.ToString();
    }

    private static async Task<string> WhyAsync(string url, TestCertificate? trusted) => (await Assert.ThrowsAsync<RegistryException>(() => AskAsync(url, trusted))).Message;

    private static async Task<string[]> AskAsync(string url, TestCertificate? trusted)
    {
        using var client = new RegistryClient(new RegistryPlan(new Uri(url)) { CaPem = trusted is null ? null : File.ReadAllText(trusted.CertificateFile) }, TimeSpan.FromSeconds(60));
        return await client.SubjectsAsync(TestContext.Current.CancellationToken);
    }
}
