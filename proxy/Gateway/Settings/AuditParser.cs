using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>audit</c>; what is left out keeps its default.</summary>
internal static class AuditParser
{
    private const string Durable = "durable";
    private const int LongestTopic = 249;
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>A relative journal folder starts at <paramref name="folder"/>; <paramref name="named"/> takes the cluster that it names.</summary>
    public static AuditSettings? Parse(MapReader root, string folder, List<Text> named)
    {
        if (root.Find("audit") is not { } node || MapReader.Open(node, SettingsVocabulary.Audit, root.Problems) is not { } map)
            return null;
        if (map.OptionalText("mode") is { } mode && mode.Value != Durable)
            map.Problems.Error(mode.Place, $"'mode' is {Durable}: '{mode}' is not supported in this version.");
        var (cluster, topic, journal) = (map.RequiredText("cluster"), map.RequiredText("topic"), map.RequiredText("journal"));
        if (cluster is { } on)
            named.Add(on);
        if (topic is { } name && (name.Value.Length > LongestTopic || !name.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')))
            map.Problems.Error(name.Place, $"A topic's name has 1 to {LongestTopic} letters, digits, dots, hyphens or underscores.");
        var proxy = map.OptionalText("proxy");
        if (proxy is { } given)
            Names.Check(given, "the proxy", map.Problems);
        var bounds = Bounds(map);
        if (cluster is not { } known || topic is not { } to || journal is not { } at)
            return null;
        return new AuditSettings(known, plan => bounds(new AuditPlan(plan, to.Value, Path.Combine(folder, at.Value))
        {
            Proxy = proxy?.Value ?? Environment.MachineName,
        }));
    }

    private static Func<AuditPlan, AuditPlan> Bounds(MapReader map)
    {
        var defaults = new AuditPlan(new ClusterPlan("", []), "", "");
        var maxJournal = map.Bytes("maxJournalBytes", defaults.MaxJournalBytes, 1 << 20, 1L << 50);
        var segment = (int)map.Bytes("segmentBytes", defaults.SegmentBytes, 256 << 10, 1 << 30);
        var filling = map.Int("fillingPercent", defaults.FillingPercent, 1, 99);
        var fsync = map.Duration("fsyncInterval", defaults.FsyncInterval, Millisecond, Hour);
        var aggregate = map.Duration("aggregateInterval", defaults.AggregateInterval, Millisecond, Hour);
        var aggregates = map.Int("maxAggregates", defaults.MaxAggregates, 1, 1_000_000);
        var batch = (int)map.Bytes("maxBatchBytes", defaults.MaxBatchBytes, 4 << 10, 16 << 20);
        var ship = map.Duration("shipInterval", defaults.ShipInterval, Millisecond, Hour);
        var stop = map.Duration("stopTimeout", defaults.StopTimeout, TimeSpan.Zero, Hour);
        if (maxJournal < 4L * segment)
            map.Problems.Error(map.PlaceOf("maxJournalBytes"), $"'maxJournalBytes' ({maxJournal}) is at least four times 'segmentBytes' ({segment}); raise it, or lower that.");
        return plan => plan with
        {
            MaxJournalBytes = maxJournal,
            SegmentBytes = segment,
            FillingPercent = filling,
            FsyncInterval = fsync,
            AggregateInterval = aggregate,
            MaxAggregates = aggregates,
            MaxBatchBytes = batch,
            ShipInterval = ship,
            StopTimeout = stop,
        };
    }
}
