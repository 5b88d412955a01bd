using System.Buffers.Binary;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Audit;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>
/// An answer that is strict leaves when its evidence is on disk, and not before. The journal here is flushed only when somebody waits for it.
/// </summary>
public sealed class StrictTests
{
    private const string Rare = "fsyncInterval: 1h";

    [Fact]
    public async Task Strict_answers_leave_in_order_each_as_soon_as_its_evidence_is_durable()
    {
        // Given groups that are strict, and a disk that nobody else asks to write,
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster, "\naudit: [{id: M1, mode: strict, apis: groups}]");
        using var client = await proxy.ConnectAsync("analyst");

        // when many requests come without waiting, some strict and some not,
        const int Count = 300;
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
                await client.SendAsync(i % 3 == 0 ? Frames.Request(Frames.Metadata, 9, i, [0, 0, 0, 0, 0]) : Frames.Find(i, "analyst-1"));
        });

        // then all are answered, in order.
        for (var i = 0; i < Count; i++)
            Assert.Equal(i, BinaryPrimitives.ReadInt32BigEndian(await client.ReadAsync()));
        await sending;
    }

    [Theory]
    [InlineData("strict", true)]
    [InlineData("durable", false)]
    public async Task Each_strict_answer_has_a_commit_of_its_own_behind_it_and_no_other_answer_asks_for_one(string mode, bool waits)
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster, $"\naudit: [{{id: M1, mode: {mode}, apis: groups}}]");
        using var client = await proxy.ConnectAsync("analyst");

        // When requests come one by one, each after the answer to the one before,
        const int Count = 60;
        var before = Commits(proxy);
        for (var i = 0; i < Count; i++)
        {
            await client.SendAsync(Frames.Find(i, "analyst-1"));
            Assert.Equal(i, BinaryPrimitives.ReadInt32BigEndian(await client.ReadAsync()));
        }

        // then the journal was flushed as often, or, where nobody waits for it, at most for what went before.
        var commits = Commits(proxy) - before;
        Assert.True(waits ? commits >= Count : commits < Count / 2, $"{commits} commits");
    }

    [Fact]
    public async Task Nobody_hears_of_what_is_strict_once_its_evidence_can_not_be_made_durable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Breaks a descriptor in Linux's way.");
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster, "\naudit: [{id: M1, mode: strict, apis: groups}]");
        using var client = await proxy.ConnectAsync("analyst");

        // When the disk dies, and a request comes,
        BrokenDisk.Break(proxy.JournalFile);
        await client.SendAsync(Frames.Find(7, "analyst-1"));

        // then the connection ends instead of an answer, and the log says why.
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("EvidenceUnwritable"), TimeSpan.FromSeconds(30), "a line that says why");
    }

    private static double Commits(GovernedProxy proxy) =>
        MetricsPage.Parse(PageWriter.Write(proxy.Instruments.Families, PageFormat.OpenMetrics), openMetrics: true).Value("compliance_audit_fsync_duration_seconds_count");

    private static Task<GovernedProxy> StartAsync(FakeCluster cluster, string rules) =>
        GovernedProxy.StartAsync(cluster.BootstrapServers, policy: Policies.Payments + rules, audit: Rare);
}
