using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Brokers;

/// <summary>
/// Clients that log in at the proxy by names of their own, and that a real broker knows by accounts of their own: its StandardAuthorizer tells
/// them apart, and their secrets change under load.
/// </summary>
public sealed class AccountTests(ITestOutputHelper output)
{
    private const int Partitions = 3;
    private const int PerSecond = 100;
    private const int Least = 12;
    private const string Again = "compliance_proxy_upstream_reauthentications_total";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    [Theory]
    [InlineData("4.4")]
    [InlineData("4.3")]
    public async Task The_brokers_rules_tell_the_proxys_clients_apart_by_their_accounts(string version)
    {
        // Given a broker where one account may write and another may read,
        await using var kafka = await StartAsync(version);
        await GrantAsync(kafka, Topic("till-eu", AclOperation.Write), Group("till-eu"), Topic("analyst-eu", AclOperation.Read), Group("analyst-eu"));
        await using var proxy = await ProxyProcess.StartAsync(Settings(kafka, "refused"));

        // then who has the one writes, and may not read,
        using (var till = Producer(proxy, "till"))
            await till.ProduceAsync("tills", new Message<Null, string> { Value = "a payment" });
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await ReadAsync(proxy, "till", "till-eu"));

        // who has the other reads, and may not write,
        Assert.Equal(ErrorCode.NoError, await ReadAsync(proxy, "analyst", "analyst-eu"));
        using (var analyst = Producer(proxy, "analyst"))
        {
            var refused = await Assert.ThrowsAsync<ProduceException<Null, string>>(() => analyst.ProduceAsync("tills", new Message<Null, string> { Value = "no payment" }));
            Assert.Equal(ErrorCode.TopicAuthorizationFailed, refused.Error.Code);
        }

        // and who has none comes no further than the proxy, whose own account might do all.
        using var stranger = Admin(proxy, "stranger");
        Assert.Throws<KafkaException>(() => stranger.GetMetadata(TimeSpan.FromSeconds(10)));
        await proxy.WaitForLineAsync("The principal has no account at the brokers ('accounts' of the route). Claimed: User:stranger");
    }

    [Fact]
    public async Task A_secret_that_changes_under_load_is_taken_up_and_no_record_is_lost()
    {
        // Given traffic of a principal with an account of its own, at a broker that ends logins,
        await using var kafka = await StartAsync("4.4", "connections.max.reauth.ms=6000");
        await GrantAsync(kafka, Topic("till-eu", AclOperation.Write), Topic("till-eu", AclOperation.Read), Group("till-eu"));
        await using var proxy = await ProxyProcess.StartAsync(Settings(kafka, "shared").With("{reloadInterval: 100ms}"));
        await using var traffic = new TrafficRun("accounts", kafka.Broker.BootstrapServers, "tills", Partitions,
            LoggingIn(NumberedProducer.Config(proxy.Bootstrap), "till"), LoggingIn(NumberedGroup.Config(proxy.Bootstrap, "till-eu", GroupProtocol.Classic), "till"), PerSecond);
        await traffic.GoesOnAsync();

        // when its secret changes at both,
        await kafka.SetPasswordAsync("till-eu", "second-77", ScramMechanism.ScramSha512);
        proxy.Write("till-eu", "second-77");
        await proxy.WaitForLineAsync("Settings read again and in force");
        var before = await proxy.MetricAsync(Again, "outcome=\"success\"");
        await Eventually.TrueAsync(async () => await proxy.MetricAsync(Again, "outcome=\"success\"") >= before + Least, Patience, "logins anew");
        await traffic.GoesOnAsync();

        // then connections go on by the new one, and every record came once and in order.
        var report = await traffic.FinishAsync();
        Assert.Empty(report.Faults);
        Assert.DoesNotContain("-77", proxy.Log, StringComparison.Ordinal);
        output.WriteLine($"{await proxy.MetricAsync(Again)} logins anew; {report}");
    }

    private static async Task<SecureKafka> StartAsync(string version, params string[] properties)
    {
        var kafka = await SecureKafka.StartAsync(version, "SCRAM-SHA-512", properties);
        await kafka.Broker.CreateTopicAsync("tills", Partitions);
        foreach (var user in new[] { "proxy", "till-eu", "analyst-eu" })
            await kafka.SetPasswordAsync(user, user + "-77", ScramMechanism.ScramSha512);
        return kafka;
    }

    private static ProxySettings Settings(SecureKafka kafka, string others)
    {
        var open = ProxySettings.Open(kafka.Logins)
            .WithUsers(new[] { "till", "analyst", "stranger" }.ToDictionary(user => user, user => user + "-secret"))
            .WithAccounts("SCRAM-SHA-512", others, ("User:till", "till-eu", "till-eu-77"), ("User:analyst", "analyst-eu", "analyst-eu-77"))
            .WithFile("ca.pem", kafka.CaPem).WithFile("password", "proxy-77");
        return open with { Yaml = open.Yaml.Replace("main: {bootstrap:", """main: {tls: {ca: ca.pem}, login: {mechanism: SCRAM-SHA-512, user: proxy, password: "${file:password}"}, bootstrap:""", StringComparison.Ordinal) };
    }

    private static AclBinding Topic(string user, AclOperation operation) => Allow(user, ResourceType.Topic, "tills", operation);

    private static AclBinding Group(string user) => Allow(user, ResourceType.Group, user, AclOperation.Read);

    private static AclBinding Allow(string user, ResourceType type, string name, AclOperation operation) => new()
    {
        Pattern = new ResourcePattern { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new AccessControlEntry { Principal = $"User:{user}", Host = "*", Operation = operation, PermissionType = AclPermissionType.Allow },
    };

    /// <summary>A broker acts by them a moment after it has taken them: what is asked before it does is asked again by who asks.</summary>
    private static async Task GrantAsync(SecureKafka kafka, params AclBinding[] rules)
    {
        using var admin = kafka.Broker.Admin();
        await admin.CreateAclsAsync(rules);
        await Eventually.TrueAsync(async () => (await admin.DescribeAclsAsync(new AclBindingFilter
        {
            PatternFilter = new ResourcePatternFilter { Type = ResourceType.Any, ResourcePatternType = ResourcePatternType.Any },
            EntryFilter = new AccessControlEntryFilter { Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
        })).AclBindings.Count == rules.Length, Patience, "the broker's rules");
    }

    private static T LoggingIn<T>(T config, string user)
        where T : ClientConfig
    {
        (config.SecurityProtocol, config.SaslMechanism, config.SaslUsername, config.SaslPassword) = (SecurityProtocol.SaslPlaintext, SaslMechanism.Plain, user, user + "-secret");
        return config;
    }

    private static IProducer<Null, string> Producer(ProxyProcess proxy, string user) =>
        new ProducerBuilder<Null, string>(LoggingIn(new ProducerConfig { BootstrapServers = proxy.Bootstrap, Acks = Acks.All }, user)).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    private static IAdminClient Admin(ProxyProcess proxy, string user) =>
        new AdminClientBuilder(LoggingIn(new AdminClientConfig { BootstrapServers = proxy.Bootstrap }, user)).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>Why the topic's first record can't be read; no error: it was.</summary>
    private static async Task<ErrorCode> ReadAsync(ProxyProcess proxy, string user, string group)
    {
        var config = LoggingIn(new ConsumerConfig { BootstrapServers = proxy.Bootstrap, GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest }, user);
        using var consumer = new ConsumerBuilder<Ignore, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset("tills", partition, Offset.Beginning)));
        try
        {
            return await Task.Run(() => consumer.Consume(Patience)) is null ? ErrorCode.Local_TimedOut : ErrorCode.NoError;
        }
        catch (ConsumeException e)
        {
            return e.Error.Code;
        }
    }
}
