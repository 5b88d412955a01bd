using System.Net;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Compliance.Search.Http;
using Compliance.Search.Settings;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

/// <summary>Whom the sink takes for Elasticsearch, over real TLS.</summary>
public sealed class TrustTests : IAsyncDisposable
{
    private readonly FakeElasticsearch _server = new();
    private readonly TempFolder _ours = new("ours");
    private readonly TempFolder _others = new("others");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _ours.Dispose();
        _others.Dispose();
    }

    [Fact]
    public async Task A_server_that_our_own_authority_vouches_for_is_spoken_to()
    {
        var certificate = TestCertificate.Create(_ours);
        await using var front = new TlsFront(_server.Url, certificate);

        var answer = await AskAsync(front, certificate.CertificateFile);

        Assert.Equal((null, 1), (answer.Fault, front.Served));
    }

    [Fact]
    public async Task A_server_that_another_authority_vouches_for_is_not_and_the_reason_says_what_to_do()
    {
        await using var front = new TlsFront(_server.Url, TestCertificate.Create(_ours));
        var other = TestCertificate.Create(_others).CertificateFile;

        var answer = await AskAsync(front, other);

        Assert.Equal(0, (int)answer.Status);
        Assert.Contains($"must name localhost, and be signed by one of those in elasticsearch.ca ({other})", answer.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, front.Served);
    }

    [Fact]
    public async Task Without_an_authority_of_our_own_the_machines_hold()
    {
        await using var front = new TlsFront(_server.Url, TestCertificate.Create(_ours));

        Assert.Contains("name another in elasticsearch.ca", (await AskAsync(front, null)).ToString(), StringComparison.Ordinal);
        Assert.Equal(0, front.Served);
    }

    [Fact]
    public async Task The_right_authority_does_not_make_up_for_the_wrong_name()
    {
        var certificate = TestCertificate.Create(_ours);
        await using var front = new TlsFront(_server.Url, certificate, address: IPAddress.Parse("127.0.0.2"));

        var answer = await AskAsync(front, certificate.CertificateFile, host: "127.0.0.2");

        Assert.Contains("must name 127.0.0.2", answer.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, front.Served);
    }

    [Fact]
    public async Task A_server_that_asks_for_our_certificate_gets_it()
    {
        var (certificate, mine) = (TestCertificate.Create(_ours), TestCertificate.Create(_others));
        await using var front = new TlsFront(_server.Url, certificate, clients: mine.CertificateFile);

        Assert.NotNull((await AskAsync(front, certificate.CertificateFile)).Fault);
        Assert.Equal(0, front.Served);
        var answer = await AskAsync(front, certificate.CertificateFile, mine: mine);
        Assert.Equal((null, 1), (answer.Fault, front.Served));
    }

    [Theory]
    [InlineData("ca: NOWHERE", "elasticsearch.ca must be a PEM file", "cannot be read")]
    [InlineData("ca: GARBAGE", "elasticsearch.ca must be a PEM file", "holds none that can be used")]
    [InlineData("certificate: CERTIFICATE", "elasticsearch.certificate and elasticsearch.certificateKey belong together")]
    [InlineData("certificate: CERTIFICATE, certificateKey: '${file:OTHERKEY}'", "elasticsearch.certificate must be a PEM file whose certificate fits")]
    [InlineData("certificate: CERTIFICATE, certificateKey: PRIVATE", "certificateKey is a secret and may not stand here in clear")]
    public void Settings_that_cannot_be_used_are_named(string text, params string[] said)
    {
        var (mine, other) = (TestCertificate.Create(_ours), TestCertificate.Create(_others));
        var yaml = text.Replace("NOWHERE", _ours.Combine("nowhere"), StringComparison.Ordinal).Replace("GARBAGE", _ours.Write("garbage", "no PEM"), StringComparison.Ordinal)
            .Replace("CERTIFICATE", mine.CertificateFile, StringComparison.Ordinal).Replace("OTHERKEY", other.KeyFile, StringComparison.Ordinal);

        var (settings, problems) = SettingsLoader.Parse("s", $"kafka: {{bootstrap: a, topic: t}}\narchive: {{path: x}}\nelasticsearch: {{url: 'https://s', {yaml}}}");

        Assert.Null(settings);
        Assert.All(said, words => Assert.Contains(problems, problem => problem.ToString().Contains(words, StringComparison.Ordinal)));
    }

    private static async Task<IndexAnswer> AskAsync(TlsFront front, string? ca, string host = "localhost", TestCertificate? mine = null)
    {
        using var client = new IndexClient(new ElasticsearchSettings
        {
            Url = new Uri($"https://{host}:{front.Port}"),
            Ca = ca,
            Certificate = mine?.CertificateFile,
            CertificateKey = mine is null ? null : File.ReadAllText(mine.KeyFile),
        });
        return await client.AskAsync(HttpMethod.Get, "", null, default);
    }
}
