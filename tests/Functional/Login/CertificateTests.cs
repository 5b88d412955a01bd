using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>Clients of four kinds log in by mutual TLS before a broker that speaks plain, and policies tell people by their certificates.</summary>
public sealed class CertificateTests : IDisposable
{
    private const string Rules = "RULE:^CN=([^,]+),OU=Tills.*$/$1/L,DEFAULT";
    private readonly TestAuthority _serverRoot = TestAuthority.Root("CN=Server Root");
    private readonly TestAuthority _issuing;
    private readonly TestAuthority _clientRoot = TestAuthority.Root("CN=Client Root");
    private readonly TestIdentity _server;

    public CertificateTests()
    {
        _issuing = _serverRoot.Below();
        _server = _issuing.Server();
    }

    public void Dispose()
    {
        _server.Dispose();
        _issuing.Dispose();
        _serverRoot.Dispose();
        _clientRoot.Dispose();
    }

    [Fact]
    public async Task Each_client_is_let_in_by_its_certificate_as_the_rules_name_it_and_not_by_anothers_or_none()
    {
        // Given a policy that lets User:till alone see a topic,
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("payments");
        await using var proxy = await ProxyProcess.StartAsync(Mutual(cluster.BootstrapServers, "tills: {principals: \"User:till\"}"));
        using var till = _clientRoot.Below("CN=Partner").Client("CN=Till, OU=Tills, O=Shop");
        using var desk = _clientRoot.Client("CN=Till, OU=Desks, O=Shop");
        using var stranger = _serverRoot.Client("CN=Till, OU=Tills, O=Shop");

        await Task.WhenAll(CertificateClients.All.Select(async client =>
        {
            var (name, ask) = client;
            // when it comes, then it sees it; another, who is let in under another name, does not;
            Assert.True((await ask(proxy, _serverRoot.Pem, till, false))?.Contains("payments", StringComparison.Ordinal), name);
            Assert.False((await ask(proxy, _serverRoot.Pem, desk, false))?.Contains("payments", StringComparison.Ordinal), name);

            // and whoever shows a stranger's certificate, or none, is not let in.
            Assert.True(await ask(proxy, _serverRoot.Pem, stranger, true) is null, name);
            Assert.True(await ask(proxy, _serverRoot.Pem, null, true) is null, name);
        }));

        Assert.True(proxy.Log.Contains("of CN=Till,OU=Tills,O=Shop does not lead to a root in clients.tls.ca.", StringComparison.Ordinal), proxy.Log);
        Assert.Contains("The client's certificate is missing, and the route requires one.", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_tells_people_by_their_certificate()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("payments");
        await using var proxy = await ProxyProcess.StartAsync(Mutual(cluster.BootstrapServers, "tills: {certificates: {subject: \"CN=*,OU=Tills,O=Shop\", san: \"DNS:*.shop.example\"}}"));
        using var till = _clientRoot.Client("CN=Seven, OU=Tills, O=Shop", names: names => names.AddDnsName("seven.shop.example"));
        using var homeless = _clientRoot.Client("CN=Eight, OU=Tills, O=Shop");

        Assert.Equal(ErrorCode.NoError, await WriteAsync(proxy, till));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await WriteAsync(proxy, homeless));
        Assert.Equal(1, cluster.Topic("payments").Partitions[0].End);
    }

    private ProxySettings Mutual(string bootstrapServers, string people)
    {
        var open = ProxySettings.Open(bootstrapServers);
        var policy = $$"""
            schema: policy/v1
            policy: {id: tills, title: Tills, owner: owner@x.example, mode: enforce, approvedBy: [owner], reviewBy: 2099-01-01}
            defaults: {access: deny, onError: reject}
            people:
              {{people}}
            access:
              - {id: A1, allow: [read, write], topics: payments, people: tills}
            """;
        return (open with
        {
            Yaml = open.Yaml
                .Replace("clients: {anonymous: true}", $"clients: {{tls: {{ca: ca.pem, principal: \"{Rules}\"}} }}\n    policies: policies", StringComparison.Ordinal),
            Files = new Dictionary<string, string> { ["policies/tills.yaml"] = policy, ["ca.pem"] = _clientRoot.Pem },
        }).Secured(_server, _serverRoot);
    }

    private async Task<ErrorCode> WriteAsync(ProxyProcess proxy, TestIdentity identity)
    {
        var settings = CertificateClients.Secure(new ProducerConfig { BootstrapServers = proxy.Bootstrap, MessageTimeoutMs = 60_000 }, _serverRoot.Pem, identity);
        using var producer = new ProducerBuilder<Null, string>(settings).SetLogHandler((_, _) => { }).Build();
        try
        {
            await producer.ProduceAsync("payments", new Message<Null, string> { Value = "{}" });
            return ErrorCode.NoError;
        }
        catch (ProduceException<Null, string> e)
        {
            return e.Error.Code;
        }
    }
}
