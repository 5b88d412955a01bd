using System.Diagnostics;
using System.Text.RegularExpressions;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>
/// Delegation tokens, before a broker that asks for a login. A broker gives a token to the account that asks. Through a proxy that is the account
/// by which the proxy logs in: a client's own, which may do whatever it may do at the broker, or one that it shares with others, whose tokens are
/// not for one of them. With policies nobody gets one: its holder would come to the broker past them.
/// </summary>
public sealed partial class DelegationTokenTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private const string Account = "proxy-account";
    private const string Password = "canary-of-the-account";
    private const string Shared = "shared-account";
    private const string SharedPassword = "canary-of-the-shared-account";
    private const string User = "client";
    private const string UserPassword = "canary-of-the-client";
    private const string Other = "other";
    private const string OtherPassword = "canary-of-the-other";

    private static readonly Lazy<Task<Roads>> OfTokens = new(() => Roads.StartAsync(
        null,
        settings => settings.LoggingInAs(Shared, SharedPassword).WithUsers(new Dictionary<string, string> { [User] = UserPassword, [Other] = OtherPassword })
            .WithAccounts("PLAIN", "shared", ($"User:{User}", Account, Password)),
        "listener.security.protocol.map=PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256",
        "sasl.mechanism.inter.broker.protocol=PLAIN",
        $"""listener.name.plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="{Account}" password="{Password}" user_{Account}="{Password}" user_{Shared}="{SharedPassword}";""",
        "listener.name.plaintext.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
        "delegation.token.secret.key=canary-of-the-broker"));

    [Fact]
    public async Task Whose_account_is_his_own_has_a_token_through_all_its_life()
    {
        var roads = await OfTokens.Value;

        // The account itself at the broker; the user at the proxy.
        var said = await Task.WhenAll(LifeAsync(roads.Address(Road.Direct), Login(Account, Password)), LifeAsync(roads.Address(Road.Proxied), Login(User, UserPassword)));

        var direct = said[0];
        Assert.Equal(direct, said[1]);
        Assert.Contains($"ID HMAC User:{Account} User:{Account} [User:renewer]", direct);
        Assert.Contains("renew: Completed renew operation", direct);
        Assert.Contains("expire: Completed expire operation", direct);
        Assert.Contains("renew: org.apache.kafka.common.errors.DelegationTokenNotFoundException: Delegation Token is not found on server.", direct);
    }

    [Fact]
    public async Task Who_shares_an_account_is_given_no_token_told_of_none_and_can_renew_or_expire_none()
    {
        var roads = await OfTokens.Value;
        await using var anonymous = await ProxyProcess.StartAsync(ProxySettings.Open(roads.Broker.BootstrapServers).LoggingInAs(Shared, SharedPassword));

        await NoneAsync(roads, Shared, SharedPassword, roads.Address(Road.Proxied), Login(Other, OtherPassword));
        await NoneAsync(roads, Shared, SharedPassword, anonymous.Bootstrap, "");
    }

    [Fact]
    public async Task A_token_got_through_the_proxy_lets_its_holder_in_at_the_broker_and_not_at_the_proxy()
    {
        var roads = await OfTokens.Value;
        using var folder = new TempFolder("token");
        var asked = await RunAsync(roads.Address(Road.Proxied), folder.Write("user", Login(User, UserPassword)), "--create", "--max-life-time-period", "-1");
        var (id, secret) = (Id().Match(asked.Checked().Output).Groups[1].Value, Secret().Match(asked.Output).Value);

        var token = folder.Write("token", Login(id, secret, "SCRAM-SHA-256", "scram.ScramLoginModule", """ tokenauth="true" """));
        var atBroker = await UntilAsync(said => said.ExitCode == 0, () => KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", roads.Address(Road.Direct), "--command-config", token, "--list"]));
        var atProxy = await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", roads.Address(Road.Proxied), "--command-config", token, "--list"]);

        Assert.Equal(0, atBroker.ExitCode);
        Assert.Equal(1, atProxy.ExitCode);
        Assert.Contains("UnsupportedSaslMechanismException", $"{atProxy.Output}{atProxy.Error}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_policies_no_token_is_given_told_of_renewed_or_expired()
    {
        var roads = await OfTokens.Value;

        await NoneAsync(roads, Account, Password, roads.Address(Road.Ruled), Login(User, UserPassword));
        Assert.DoesNotContain(Password, roads.Proxy(Road.Ruled).Log, StringComparison.Ordinal);
    }

    /// <summary>Whatever is asked there of tokens, and of one that the account has, is refused.</summary>
    private static async Task NoneAsync(Roads roads, string account, string password, string address, string login)
    {
        // Given a token that there is
        using var folder = new TempFolder("token");
        var (own, user) = (folder.Write("account", Login(account, password)), folder.Write("user", login));
        var made = (await RunAsync(roads.Address(Road.Direct), own, "--create", "--max-life-time-period", "-1")).Checked();
        var (id, secret) = (Id().Match(made.Output).Groups[1].Value, Secret().Match(made.Output).Value);

        // When each thing is asked that can be asked
        string[][] questions =
        [
            ["--create", "--max-life-time-period", "-1"],
            ["--describe", "--owner-principal", $"User:{account}"],
            ["--renew", "--renew-time-period", "-1", "--hmac", secret],
            ["--expire", "--expiry-time-period", "-1", "--hmac", secret],
        ];
        foreach (var question in questions)
        {
            var refused = await RunAsync(address, user, question);

            // Then the answer is Kafka's own for those who may not ask
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains("UnsupportedByAuthenticationException: Delegation Token requests are not allowed", $"{refused.Output}{refused.Error}", StringComparison.Ordinal);
            Assert.DoesNotContain(id, $"{refused.Output}{refused.Error}", StringComparison.Ordinal);
        }

        var left = await UntilAsync(said => said.Output.Contains(id, StringComparison.Ordinal), () => RunAsync(roads.Address(Road.Direct), own, "--describe", "--owner-principal", $"User:{account}"));
        Assert.Contains(id, left.Checked().Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, roads.Proxy(Road.Ruled).Log + roads.Proxy(Road.Proxied).Log, StringComparison.Ordinal);
    }

    /// <summary>A token is made, described, renewed, ended, and no more to be found: what is said of it, without its id, secret and times.</summary>
    private static async Task<IReadOnlyList<string>> LifeAsync(string address, string login)
    {
        using var folder = new TempFolder("token");
        var config = folder.Write("client.properties", login);
        var lines = new List<string>();
        var made = (await RunAsync(address, config, "--create", "--max-life-time-period", "-1", "--renewer-principal", "User:renewer")).Checked();
        var (id, secret) = (Id().Match(made.Output).Groups[1].Value, Secret().Match(made.Output).Value);
        Say("create", made);
        Say("describe", await UntilAsync(IsTold, Describe));
        Say("renew", await UntilAsync(IsFound, Renew));
        Say("expire", await RunAsync(address, config, "--expire", "--expiry-time-period", "-1", "--hmac", secret));
        Say("describe", await UntilAsync(said => !IsTold(said), Describe));
        Say("renew", await UntilAsync(said => !IsFound(said), Renew));
        return lines;

        Task<ChildResult> Describe() => RunAsync(address, config, "--describe", "--owner-principal", $"User:{Account}");
        Task<ChildResult> Renew() => RunAsync(address, config, "--renew", "--renew-time-period", "-1", "--hmac", secret);
        bool IsTold(ChildResult said) => said.Output.Contains(id, StringComparison.Ordinal);
        bool IsFound(ChildResult said) => said.ExitCode == 0;

        void Say(string what, ChildResult result)
        {
            lines.Add($"{what}: exit {result.ExitCode}");
            foreach (var line in result.Output.Split('\n').Concat(result.Error.Split('\n').Take(1)))
            {
                // Its row of the table, without the times.
                if (line.StartsWith(id, StringComparison.Ordinal))
                    lines.Add(Spaces().Replace(Times().Replace(line.Replace(id, "ID", StringComparison.Ordinal).Replace(secret, "HMAC", StringComparison.Ordinal), ""), " ").Trim());
                else if (Told().Match(line) is { Success: true } told)
                    lines.Add($"{what}: {told.Value.TrimEnd()}");
            }
        }
    }

    /// <summary>Asks again until what is said satisfies: a broker hears of a token after its controller has answered.</summary>
    private static async Task<ChildResult> UntilAsync(Func<ChildResult, bool> satisfies, Func<Task<ChildResult>> ask)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var said = await ask();
            if (satisfies(said) || clock.Elapsed > Patience)
                return said;
        }
    }

    private static Task<ChildResult> RunAsync(string address, string config, params string[] question) =>
        KafkaTools.RunAsync("kafka-delegation-tokens", ["--bootstrap-server", address, "--command-config", config, .. question]);

    private static string Login(string user, string password, string mechanism = "PLAIN", string module = "plain.PlainLoginModule", string more = "") => $"""
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism={mechanism}
        sasl.jaas.config=org.apache.kafka.common.security.{module} required username="{user}" password="{password}"{more};
        """;

    [GeneratedRegex(@"tokenId : (\S+)")]
    private static partial Regex Id();

    [GeneratedRegex("[A-Za-z0-9+/]{86}==")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d")]
    private static partial Regex Times();

    [GeneratedRegex(@"Completed \w+ operation|Created delegation token|^org\.apache\.\S+Exception: .*")]
    private static partial Regex Told();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
