using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tls;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>Clients that show certificates: who is let in, who is not and why, in both versions of TLS.</summary>
public sealed class ClientCertificateTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();
    private readonly ScriptedBroker _broker = ScriptedBroker.Echo();

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _world.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_certificate_of_the_routes_own_authority_lets_in_and_no_other_does(SslProtocols version)
    {
        // Given a route that requires certificates,
        await using var proxy = await StartAsync(_world.Plan(isRequired: true));
        var stranger = _world.Keep(TestAuthority.Root("CN=Client Root"));
        var between = _world.Keep(_world.ClientRoot.Below("CN=Between"));
        (string Kind, TestIdentity? Identity, string? Problem)[] clients =
        [
            ("good", _world.ClientRoot.Client("CN=good"), null),
            ("over one between", between.Client("CN=far"), null),
            ("none", null, "The client's certificate is missing, and the route requires one."),
            ("of another authority of that name", stranger.Client("CN=stranger"), "of CN=stranger "),
            ("of the server's authority", _world.ServerRoot.Client("CN=inside"), "of CN=inside does not lead to a root in clients.tls.ca."),
            ("expired", _world.ClientRoot.Client("CN=old", from: TimeSpan.FromDays(-9), to: TimeSpan.FromDays(-2)), "of CN=old has expired on "),
            ("early", _world.ClientRoot.Client("CN=young", from: TimeSpan.FromDays(2)), "of CN=young is not valid before "),
            ("a server's", _world.ClientRoot.Server("CN=server"), "of CN=server is not meant for clients"),
        ];

        foreach (var (kind, identity, problem) in clients)
        {
            // when clients of each kind come, then those who are good are served,
            var isServed = await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, identity, version);
            Assert.True(isServed == problem is null, kind);

            // and the log says of the others what is wrong.
            if (problem is not null)
                await Eventually.TrueAsync(() => proxy.Log.All.Any(line => line.Contains("CertificateRefused", StringComparison.Ordinal) && line.Contains(problem, StringComparison.Ordinal)), Patience, $"{kind}: {problem}\n{string.Join('\n', proxy.Log.All)}");
            if (identity is not null)
                _world.Keep(identity);
        }
    }

    [Fact]
    public async Task Where_certificates_are_optional_who_shows_none_is_anonymous_and_who_shows_a_bad_one_is_refused()
    {
        await using var proxy = await StartAsync(_world.Plan(isRequired: false));
        var bad = _world.Keep(_world.ServerRoot.Client("CN=bad"));

        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, null));
        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ClientRoot.Client("CN=good"))));
        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, bad));

        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the ends");
        Assert.True(proxy.Log.Contains("of User:ANONYMOUS from") && proxy.Log.Contains("of User:CN=good from"));
    }

    [Fact]
    public async Task The_principal_follows_from_the_rules_and_who_fits_none_is_refused()
    {
        var rules = new List<PrincipalRule>();
        Assert.Null(PrincipalRuleParser.Parse("RULE:^CN=([^,]+),OU=Tills.*$/till-$1/L", rules));
        await using var proxy = await StartAsync(_world.Plan(isRequired: true, new PrincipalRules([.. rules])));

        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ClientRoot.Client("CN=Seven, OU=Tills, O=Shop"))));
        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ClientRoot.Client("CN=Eight, OU=Desks, O=Shop"))));

        await Eventually.TrueAsync(() => proxy.Log.Contains("of CN=Eight,OU=Desks,O=Shop fits no rule of clients.tls.principal."), Patience, "the refusal");
        Assert.True(proxy.Log.Contains("of User:till-seven from"));
    }

    [Fact]
    public async Task The_principal_may_be_an_alternative_name()
    {
        var rules = new List<PrincipalRule>();
        Assert.Null(PrincipalRuleParser.Parse(@"RULE:^URI:spiffe:\/\/shop\.example\/(.+)$/$1/", rules));
        await using var proxy = await StartAsync(_world.Plan(isRequired: true, new PrincipalRules([.. rules]), NameSource.AlternativeName));
        var till = _world.Keep(_world.ClientRoot.Client("CN=x", names: names =>
        {
            names.AddDnsName("till.shop.example");
            names.AddUri(new Uri("spiffe://shop.example/till/7"));
        }));

        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, till));
        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ClientRoot.Client("CN=x"))));
        await Eventually.TrueAsync(() => proxy.Log.Contains("of User:till/7 from"), Patience, "the principal");
    }

    [Fact]
    public async Task The_evidence_tells_who_came_by_a_certificate_and_who_was_refused()
    {
        // Given a route with a journal that requires certificates,
        var files = new Dictionary<string, string> { ["server.pem"] = _world.Server.Pem, ["ca.pem"] = _world.ClientRoot.Pem };
        await using var proxy = await GovernedProxy.StartAsync(
            $"127.0.0.1:{_broker.Port}", listen: ", tls: {certificate: server.pem}", clients: "tls: {ca: ca.pem, principal: \"RULE:^CN=(.*)$/$1/\"}",
            before: proxy => files.ToList().ForEach(file => proxy.Write(file.Key, file.Value)));

        // when one comes with a good certificate and one with another's,
        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ClientRoot.Client("CN=till"))));
        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ServerRoot.Client("CN=intruder"))));
        await Eventually.TrueAsync(() => proxy.SessionsEnded == 2, Patience, "both ends");

        // then the evidence names both.
        var events = await proxy.StopAsync();
        var success = Assert.Single(events, e => e is { Action: "authn.tls", Outcome: "success" });
        Assert.Equal(("User:till", "TLS", "authentication", "1.3"), (success.Principal, success.AuthMechanism, success.Category, success.TlsVersion));
        var failure = Assert.Single(events, e => e is { Action: "authn.tls", Outcome: "failure" });
        Assert.Equal(("User:CN=intruder", "denied"), (failure.Principal, failure.Type));
        Assert.Contains("does not lead to a root in clients.tls.ca", failure.Reason, StringComparison.Ordinal);
        Assert.Equal(("User:till", "TLS"), events.Where(e => e.Action == "session.start").Select(e => (e.Principal, e.AuthMechanism)).Single());
        Assert.All(events.Where(e => e.Principal == "User:till"), e => Assert.Equal("TLS", e.AuthMechanism));
    }

    [Fact]
    public async Task A_login_gives_the_principal_where_there_is_one_and_the_certificate_is_needed_besides()
    {
        var files = new Dictionary<string, string> { ["server.pem"] = _world.Server.Pem, ["ca.pem"] = _world.ClientRoot.Pem };
        await using var proxy = await GovernedProxy.StartAsync(
            $"127.0.0.1:{_broker.Port}", listen: ", tls: {certificate: server.pem}", clients: "tls: {ca: ca.pem}, sasl: {mechanism: PLAIN, users: users}",
            before: proxy => files.ToList().ForEach(file => proxy.Write(file.Key, file.Value)));

        await using (var client = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ClientRoot.Client("CN=machine"))))
        {
            await client.Stream.WriteAsync(Frames.Handshake("PLAIN"));
            Assert.NotNull(await Frames.ReadAsync(client.Stream, CancellationToken.None));
            await client.Stream.WriteAsync(Frames.Authenticate("\0till\0till-secret"));
            Assert.NotNull(await Frames.ReadAsync(client.Stream, CancellationToken.None));
        }

        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, null));
        await Eventually.TrueAsync(() => proxy.SessionsEnded == 2, Patience, "both ends");
        Assert.Equal("User:till", Assert.Single(await proxy.StopAsync(), e => e is { Action: "authn.plain", Outcome: "success" }).Principal);
    }

    [Fact]
    public void A_chain_of_another_root_of_the_same_name_and_key_identifier_is_told_as_such()
    {
        var trust = new ClientTrust(true, [_world.ClientRoot.Certificate], X509RevocationMode.NoCheck, NameSource.Subject, PrincipalRules.Default);
        using var chain = new X509Chain { ChainPolicy = trust.NewPolicy() };
        using var identity = _world.ServerRoot.Client("CN=x");

        Assert.False(chain.Build(identity.Certificate));
        Assert.Equal("does not lead to a root in clients.tls.ca", ChainProblem.Of(chain));
    }

    private Task<RunningProxy> StartAsync(TlsPlan plan) => RunningProxy.StartAsync([_broker.Port], tls: plan);
}
