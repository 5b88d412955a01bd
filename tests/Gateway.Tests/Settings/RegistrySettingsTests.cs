using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

public sealed class RegistrySettingsTests : IDisposable
{
    private readonly TempFolder _folder = new("registry");

    public void Dispose() => _folder.Dispose();

    private LoadedSettings Load(string registry, string? format = null, string limits = "{}")
    {
        if (format is not null)
        {
            _folder.Write("policies/p.yaml", $$"""
                schema: policy/v1
                policy: {id: p, title: t, owner: o}
                classes: {card: {find: [{topics: t, path: card, format: "{{format}}" } ] } }
                protect: [{id: P1, class: card, when: consume, do: redact}]
                """);
        }

        return SettingsLoader.Read(_folder.Combine("proxy.yaml"), $$"""
            clusters:
              main: {bootstrap: ["127.0.0.1:9092"]{{registry}} }
            routes:
              open:
                cluster: main
                listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19192}
                advertise: proxy.example
                clients: {anonymous: true}
                {{(format is null ? "" : "policies: policies")}}
            limits: {{limits}}
            """, TimeProvider.System);
    }

    [Fact]
    public void A_registry_has_an_address_a_login_and_those_who_vouch_for_it()
    {
        _folder.Write("secret", "päss\n");
        var certificate = TestCertificate.Create(_folder);

        var loaded = Load($", registry: {{url: \"https://registry.example:8081/apis/ccompat/v7\", user: proxy, password: \"${{file:secret}}\", ca: \"{certificate.CertificateFile}\"}}", "avro", "{maxCachedSchemas: 7, registryTimeout: 250ms, registryPause: 5s}");

        var plan = Assert.Single(loaded.Plan!.Clusters).Registry!;
        Assert.Equal(("https://registry.example:8081/apis/ccompat/v7", "proxy", "päss"), (plan.Url.AbsoluteUri, plan.User, plan.Password));
        Assert.Contains("BEGIN CERTIFICATE", plan.CaPem!, StringComparison.Ordinal);
        Assert.Equal((7, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5)), loaded.Plan.Limits.Schemas);
    }

    [Theory]
    [InlineData(", registry: {url: registry:8081}", "'url' is where Confluent's API")]
    [InlineData(", registry: {url: \"http://user:pw@registry:8081\"}", "'url' is where Confluent's API")]
    [InlineData(", registry: {}", "'registry' lacks 'url'")]
    [InlineData(", registry: {url: \"http://r:1\", user: u}", "wants 'user' and 'password'")]
    [InlineData(", registry: {url: \"http://r:1\", user: u, password: in-clear}", "A password does not stand in the settings")]
    [InlineData(", registry: {url: \"http://r:1\", ca: nowhere.pem}", "can't be read")]
    [InlineData(", registry: {url: \"http://r:1\", token: x}", "has no key 'token'")]
    public void What_is_wrong_is_told(string registry, string because)
    {
        var loaded = Load(registry);

        Assert.Contains(loaded.Problems, problem => problem.Severity == Severity.Error && problem.Text.Contains(because, StringComparison.Ordinal));
        Assert.DoesNotContain(loaded.Problems, problem => problem.Text.Contains("in-clear", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("avro", true)]
    [InlineData("json-schema", false)]
    [InlineData("json", false)]
    public void Policies_about_registered_values_want_a_registry(string format, bool wants)
    {
        var loaded = Load("", format);

        Assert.Equal(wants, loaded.Problems.Any(problem => problem.Text.Contains("has no registry", StringComparison.Ordinal)));
        Assert.Equal(wants, loaded.Plan is null);
    }
}
