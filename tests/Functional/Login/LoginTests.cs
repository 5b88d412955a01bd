using System.Collections.Concurrent;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>SASL/PLAIN ends at the proxy: what the broker knows of logins does not matter.</summary>
public sealed class LoginTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly Dictionary<string, string> Users = new() { ["till"] = "the right one" };

    [Fact]
    public async Task A_client_logs_in_though_the_broker_has_no_logins_at_all()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("payments.eu");
        cluster.Brokers[0].Offer(17, 0, -1);
        cluster.Brokers[0].Offer(36, 0, -1);
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Governed(cluster.BootstrapServers, Users, "pci-payments.yaml", "compliance.audit"));

        Assert.Equal(ErrorCode.NoError, Write(proxy, "the right one"));
        Assert.Equal(ErrorCode.Local_Authentication, Write(proxy, "a wrong one"));
        Assert.Equal(1, cluster.Topic("payments.eu").Partitions[0].End);
        Assert.DoesNotContain(cluster.Brokers[0].Requests, request => request.ApiKey is 17 or 36);
    }

    [Fact]
    public async Task The_command_makes_a_users_file_that_the_proxy_reads_while_it_runs()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("payments.eu");
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Governed(cluster.BootstrapServers, Users, "pci-payments.yaml", "compliance.audit"));

        var added = await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), "user", "add", "--file", proxy.UsersFile, "till"], "another one\n");
        Assert.DoesNotContain("another one", added.Checked().Output, StringComparison.Ordinal);

        await Eventually.TrueAsync(() => Write(proxy, "another one") == ErrorCode.NoError, Patience, "the new password to be taken");
        Assert.Equal(ErrorCode.Local_Authentication, Write(proxy, "the right one"));
        Assert.DoesNotContain("another one", await File.ReadAllTextAsync(proxy.UsersFile), StringComparison.Ordinal);
    }

    private static ErrorCode Write(ProxyProcess proxy, string password)
    {
        var settings = new ProducerConfig
        {
            BootstrapServers = proxy.Bootstrap,
            SecurityProtocol = SecurityProtocol.SaslPlaintext,
            SaslMechanism = SaslMechanism.Plain,
            SaslUsername = "till",
            SaslPassword = password,
            MessageTimeoutMs = (int)Patience.TotalMilliseconds,
        };
        // Whichever comes first: the record is stored, or the login is refused.
        var met = new BlockingCollection<ErrorCode>();
        using var producer = new ProducerBuilder<Null, string>(settings).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => { if (error.Code == ErrorCode.Local_Authentication) met.Add(error.Code); }).Build();
        producer.Produce("payments.eu", new Message<Null, string> { Value = "{}" }, report => met.Add(report.Error.Code));
        return met.TryTake(out var first, Patience) ? first : ErrorCode.Unknown;
    }
}
