using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>audit</c>; what is left out keeps its default.</summary>
internal static class AuditParser
{
    private const string Durable = "durable";
    private const string Strict = "strict";
    private const string Permit = "permit";
    private const string Refuse = "refuse";
    private const int LongestTopic = 249;
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>A relative journal folder starts at <paramref name="folder"/>; <paramref name="named"/> takes the cluster that it names.</summary>
    public static AuditSettings? Parse(MapReader root, string folder, List<Text> named)
    {
        if (root.Find("audit") is not { } node || MapReader.Open(node, SettingsVocabulary.Audit, root.Problems) is not { } map)
            return null;
        var mode = Choice(map, "mode", Durable, Strict, "what is kept less surely stands in a policy, under 'audit'");
        var onFull = Choice(map, "onFull", Refuse, Permit, "a journal without room refuses, or lets pass what it can't record and counts it");
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
            Mode = mode == Strict ? AuditMode.Strict : AuditMode.Durable,
            PermitsWhenFull = onFull == Permit,
        }));
    }

    /// <summary>One of two words; the first is the default.</summary>
    private static string Choice(MapReader map, string key, string first, string second, string why)
    {
        if (map.OptionalText(key) is not { } text)
            return first;
        if (text.Value != first && text.Value != second)
            map.Problems.Error(text.Place, $"'{key}' is {first} or {second}, not '{text}': {why}.");
        return text.Value;
    }

    private static Func<AuditPlan, AuditPlan> Bounds(MapReader map)
    {
        var defaults = new AuditPlan(new ClusterPlan("", []), "", "");
        var maxJournal = map.Bytes("maxJournalBytes", defaults.MaxJournalBytes, 1 << 20, 1L << 50);
        var segment = (int)map.Bytes("segmentBytes", defaults.SegmentBytes, 256 << 10, 1 << 30);
        var filling = map.Int("fillingPercent", defaults.FillingPercent, 1, 98);
        var strict = map.Int("refuseStrictPercent", Math.Max(defaults.RefuseStrictPercent, filling + 1), 2, 99);
        var throttle = map.Duration("maxThrottle", defaults.MaxThrottle, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        var ring = map.Int("maxBestEffortEvents", defaults.MaxBestEffortEvents, 1, 1_000_000);
        var fsync = map.Duration("fsyncInterval", defaults.FsyncInterval, Millisecond, Hour);
        var aggregate = map.Duration("aggregateInterval", defaults.AggregateInterval, Millisecond, Hour);
        var aggregates = map.Int("maxAggregates", defaults.MaxAggregates, 1, 1_000_000);
        var batch = (int)map.Bytes("maxBatchBytes", defaults.MaxBatchBytes, 4 << 10, 16 << 20);
        var ship = map.Duration("shipInterval", defaults.ShipInterval, Millisecond, Hour);
        var stop = map.Duration("stopTimeout", defaults.StopTimeout, TimeSpan.Zero, Hour);
        if (maxJournal < 4L * segment)
            map.Problems.Error(map.PlaceOf("maxJournalBytes"), $"'maxJournalBytes' ({maxJournal}) is at least four times 'segmentBytes' ({segment}); raise it, or lower that.");
        // The segment that is being written stays when the topic has everything: full to its end, it must not keep the ladder up.
        var least = (int)(100 / (maxJournal / segment)) + AuditPlan.SlackPercent + 1;
        if (maxJournal >= 4L * segment && filling < least)
            map.Problems.Error(map.PlaceOf("fillingPercent"), $"'fillingPercent' ({filling}) is at least {least} where a segment is {100 / (maxJournal / segment)} percent of the journal, or clients stay slowed down by one that has all been sent; raise it or 'maxJournalBytes', or lower 'segmentBytes'.");
        if (strict <= filling)
            map.Problems.Error(map.PlaceOf("refuseStrictPercent"), $"'refuseStrictPercent' ({strict}) is above 'fillingPercent' ({filling}): clients are slowed down before anything is refused.");
        return plan => plan with
        {
            RefuseStrictPercent = strict,
            MaxThrottle = throttle,
            MaxBestEffortEvents = ring,
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
