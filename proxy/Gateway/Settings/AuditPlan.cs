using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Settings;

/// <summary>Where evidence goes: a journal folder on this machine, and from there a topic.</summary>
internal sealed record AuditPlan(ClusterPlan Cluster, string Topic, string Journal)
{
    /// <summary>Percent of the journal that has to be free below a bound before what the bound holds back is let go on.</summary>
    public const int SlackPercent = 5;

    /// <summary>The name under which this proxy's sequence runs, unlike that of any other proxy; the key of its records.</summary>
    public string Proxy { get; init; } = "";

    /// <summary>Bytes of journal on disk after which audited requests are refused rather than passed without evidence; four segments at least.</summary>
    public long MaxJournalBytes { get; init; } = 10L << 30;

    /// <summary>Bytes of one journal file, 256 KiB to 1 GiB.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>How requests are kept of which no policy says it and which are not of a kind with a mode of its own: strict or durable.</summary>
    public AuditMode Mode { get; init; } = AuditMode.Durable;

    /// <summary>Percent of <see cref="MaxJournalBytes"/> above which clients that leave events are slowed down.</summary>
    public int FillingPercent { get; init; } = 80;

    /// <summary>Percent of it above which what is strict is refused, to be sent again.</summary>
    public int RefuseStrictPercent { get; init; } = 90;

    /// <summary>What a slowed client waits before its next request, at the most: from <see cref="FillingPercent"/> on a little, at <see cref="RefuseStrictPercent"/> all of it.</summary>
    public TimeSpan MaxThrottle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A full journal lets requests pass without evidence, and their number is recorded; but those that a policy calls strict.</summary>
    public bool PermitsWhenFull { get; init; }

    /// <summary>Best-effort events that wait in memory for the journal; above it they are dropped and counted.</summary>
    public int MaxBestEffortEvents { get; init; } = 10_000;

    /// <summary>Least time from one fsync to the next: what a power cut can take, and a process's crash cannot.</summary>
    public TimeSpan FsyncInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long heartbeats, metadata and empty fetches are counted together.</summary>
    public TimeSpan AggregateInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Kinds of event counted at once; above it they are recorded one by one.</summary>
    public int MaxAggregates { get; init; } = 10_000;

    /// <summary>Bytes of one record of the topic before compression; below the topic's <c>max.message.bytes</c>.</summary>
    public int MaxBatchBytes { get; init; } = 512 << 10;

    /// <summary>How long events gather before they are sent to the topic.</summary>
    public TimeSpan ShipInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a stopping proxy waits for the topic; what is left is sent after the next start.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
