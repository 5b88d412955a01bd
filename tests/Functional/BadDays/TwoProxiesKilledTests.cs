using Compliance.Functional.Journey;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.BadDays;

/// <summary>
/// Two proxies on one cluster, one of them killed without warning in the midst of traffic: its clients go on through the other, and what it
/// had witnessed comes into the archive once it is back.
/// </summary>
public sealed class TwoProxiesKilledTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Clients_go_on_and_no_evidence_is_lost_or_doubled()
    {
        // Given two governed proxies with evidence in one topic, a till who writes and an investigator who reads,
        var kafka = await KafkaServer.GetAsync();
        var name = KafkaServer.UniqueName("killed");
        var (topic, audit) = ($"payments.{name}", $"audit.{name}");
        await kafka.CreateTopicAsync(topic);
        await kafka.CreateTopicAsync(audit);
        await using var first = await ProxyProcess.StartAsync(Governed(kafka, audit, "p1"));
        await using var second = await ProxyProcess.StartAsync(Governed(kafka, audit, "p2"));
        await using var sink = await SinkUnderTest.StartAsync(kafka.BootstrapServers, audit);
        var both = $"{first.Bootstrap},{second.Bootstrap}";
        await using var traffic = new SteadyTraffic(As("till", both), As("investigator", both), topic, Payment, "investigator");
        await traffic.WaitForAsync(200);

        // when one after the other is killed, and started again some time later,
        foreach (var proxy in Enumerable.Repeat(new[] { first, second }, Nightly.Or(1, 5)).SelectMany(pair => pair))
        {
            await proxy.KillAsync();
            await traffic.WaitForAsync(100);
            await proxy.StartAgainAsync();
            await traffic.WaitForAsync(20);
        }

        // then the clients have lost nothing,
        await traffic.StopAsync();
        output.WriteLine($"{traffic.Sent} records; {traffic.Surfaced.Count} failures told to the application, {traffic.Disconnects} connections lost and made anew by the clients themselves");
        traffic.IsWhole(Payment);

        // the archive comes to hold each offset that the till was told of, and those that the investigator was given,
        await Eventually.TrueAsync(async () => !await MissesAsync("User:till", traffic.Offsets) && !await MissesAsync("User:investigator", traffic.Offsets), PaymentsWorld.Patience, "evidence of every record");

        // and the sequence of each start of each proxy runs without a hole or a repeat.
        await Eventually.TrueAsync(() => Archive.Sequences(sink.Archive).Count == 2 + (2 * Nightly.Or(1, 5)), PaymentsWorld.Patience, "evidence of every start");
        var starts = Archive.Sequences(sink.Archive);
        Assert.All(starts, start => Assert.Equal((1, start.Last, start.Last), (start.First, start.Rows, start.Distinct)));

        async Task<bool> MissesAsync(string who, List<long> offsets)
        {
            var rows = await sink.QueryAsync("--topic", topic, "--who", who, "--outcome", "success");
            var covered = rows.Where(row => row.GetProperty("records").GetInt64() > 0)
                .SelectMany(row => Enumerable.Range(0, (int)row.GetProperty("records").GetInt64()).Select(i => row.GetProperty("offsetFirst").GetInt64() + i)).ToHashSet();
            return offsets.Exists(offset => !covered.Contains(offset));
        }
    }

    private static string Payment(int number) => $$"""{"amount":{{number}}}""";

    private static ProxySettings Governed(KafkaServer kafka, string audit, string name) =>
        ProxySettings.Governed(kafka.BootstrapServers, PaymentsWorld.Users, "pci-payments.yaml", audit).Named(name);

    private static ClientConfig As(string user, string servers) => new()
    {
        BootstrapServers = servers,
        SecurityProtocol = SecurityProtocol.SaslPlaintext,
        SaslMechanism = SaslMechanism.Plain,
        SaslUsername = user,
        SaslPassword = PaymentsWorld.Users[user],
    };
}
