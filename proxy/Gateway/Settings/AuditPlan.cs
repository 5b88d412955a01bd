namespace Compliance.Gateway.Settings;

/// <summary>Where evidence goes: a journal folder on this machine, and from there a topic.</summary>
internal sealed record AuditPlan(ClusterPlan Cluster, string Topic, string Journal)
{
    /// <summary>The name under which this proxy's sequence runs, unlike that of any other proxy; the key of its records.</summary>
    public string Proxy { get; init; } = "";

    /// <summary>Bytes of journal on disk after which audited requests are refused rather than passed without evidence; four segments at least.</summary>
    public long MaxJournalBytes { get; init; } = 10L << 30;

    /// <summary>Bytes of one journal file, 256 KiB to 1 GiB.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Percent of <see cref="MaxJournalBytes"/> above which the journal says that it fills up.</summary>
    public int FillingPercent { get; init; } = 80;

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
