using Compliance.Functional.KillMatrix;
using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.DisksAndClocks;

/// <summary>The disk of the proxy's journal is full while clients write and read, and has room again: whole processes, real clients, all counted.</summary>
public sealed class ProxyDiskFullTests
{
    private const int Full = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly SinkWorld Own = new(command => command, _ => null, path => path);

    [Fact]
    public async Task Clients_are_refused_until_there_is_room_and_nothing_is_lost()
    {
        // Given a proxy whose journal has a disk of 12 MiB, and a bound that is never reached,
        await using var disk = await SmallDisk.MakeAsync(12);
        await using var road = await EvidenceRoad.StartAsync($"journal: {disk.Place("journal")}, segmentBytes: 256KiB, maxThrottle: 20ms", disk.Around, ("folder", Own));
        await road.AnswersAsync(100, "before the disk is full");

        // when something else takes all that is free,
        await disk.FillAsync();
        await UntilAsync(road, async () => await road.Proxy.MetricAsync("compliance_audit_rung") == Full, "the journal to be full");

        // then nothing more passes: clients are told to come again, an administrator too; and what alerts are made of says so;
        var held = await road.Proxy.MetricAsync("compliance_audit_held_back_total");
        await UntilAsync(road, async () => await road.Proxy.MetricAsync("compliance_audit_held_back_total") > held + 10, "clients to be refused");
        Assert.True(await road.Proxy.MetricAsync("compliance_audit_state") >= 2 || await road.Proxy.MetricAsync("compliance_audit_refused_total") > 0);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = road.Proxy.Bootstrap }).SetLogHandler((_, _) => { }).Build();
        var topic = KafkaServer.UniqueName("made");
        await UntilAsync(road, () => IsRefusedAsync(admin, topic), "an administrator to be refused");

        // and with the room freed it goes on by itself.
        await disk.FreeAsync();
        await UntilAsync(road, async () => await road.Proxy.MetricAsync("compliance_audit_rung") == 0, "room in the journal");
        await road.AnswersAsync(200, "after there is room");
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]);
        var count = Assert.Single(await road.CountAsync());

        // Every answer has its event, no event is there twice, and each change is told.
        Assert.Empty(road.Load.Failures);
        Assert.Empty(count.Missing(road.Load.Between(0, road.Load.Count)));
        Assert.Empty(count.Twice.Concat(count.Holes).Concat(count.ToldGaps).Concat(count.Findings));
        var changes = count.Control.Where(e => e.Action == "audit.mode_change").ToList();
        Assert.Contains(changes, e => e.Reason.Contains("to Full:", StringComparison.Ordinal));
        Assert.Contains(changes, e => e.Reason.Contains("to Open:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_settings_let_pass_is_counted_though_the_proxy_is_killed_in_the_gap()
    {
        // Given a proxy that lets pass what it can't record,
        await using var disk = await SmallDisk.MakeAsync(12);
        await using var road = await EvidenceRoad.StartAsync($"journal: {disk.Place("journal")}, segmentBytes: 256KiB, maxThrottle: 20ms, onFull: permit", disk.Around, ("folder", Own));
        await road.AnswersAsync(100, "before the disk is full");

        // when its disk is full, and clients go on; and it is killed in the midst of that, and starts with as little room as it needs
        await disk.FillAsync();
        await PermitsAsync(road, 100);
        await road.Proxy.KillAsync();
        await disk.RestAsync(megabytes: 1);
        await road.Proxy.StartAgainAsync();
        await road.AnswersAsync(100, "after the kill");
        await disk.FreeAsync();
        await UntilAsync(road, async () => await road.Proxy.MetricAsync("compliance_audit_rung") == 0, "room in the journal");
        await road.AnswersAsync(100, "after there is room");
        var count = Assert.Single(await road.CountAsync());

        // then no answer is without its event or without its place in a number, and no number is larger than what clients can have asked.
        Assert.Empty(road.Load.Failures);
        Assert.Empty(count.Twice.Concat(count.Holes).Concat(count.Findings));
        var missing = count.Missing(road.Load.Between(0, road.Load.Count));
        var written = missing.Count(answer => answer.Action == "kafka.produce");
        Assert.True(written > 0, "everything has an event: nothing passed");
        Assert.DoesNotContain(missing, answer => answer.Topic.StartsWith("strict", StringComparison.Ordinal));
        Assert.InRange(Told(count, "kafka.produce"), written, written + MatrixLoad.Writers);
        Assert.True(missing.All(answer => answer.Action == "kafka.produce") || Told(count, "kafka.fetch") > 0);
        Assert.Contains(count.ToldGaps, reason => reason.Contains("ended before it recorded this", StringComparison.Ordinal));
    }

    private static long Told(MatrixCount count, string action) =>
        count.Control.Where(e => e.Action == "audit.gap" && e.Reason.Contains($"permit: {action} left", StringComparison.Ordinal)).Sum(e => e.Count);

    private static Task PermitsAsync(EvidenceRoad road, int many) =>
        UntilAsync(road, async () => await road.Proxy.MetricAsync("compliance_audit_permitted_total") > many, "requests to be let pass");

    private static async Task<bool> IsRefusedAsync(IAdminClient admin, string topic)
    {
        try
        {
            var asked = new CreateTopicsOptions { RequestTimeout = TimeSpan.FromSeconds(2), OperationTimeout = TimeSpan.FromSeconds(2), ValidateOnly = true };
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }], asked);
            return false;
        }
        catch (CreateTopicsException e)
        {
            return e.Results[0].Error.Code == ErrorCode.NotController;
        }
        catch (KafkaException)
        {
            return true; // It asked again until its time was over.
        }
    }

    private static async Task UntilAsync(EvidenceRoad road, Func<Task<bool>> state, string what)
    {
        try
        {
            await Eventually.TrueAsync(state, Patience, what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\nproxy:\n{road.Proxy.Log}", e);
        }
    }
}
