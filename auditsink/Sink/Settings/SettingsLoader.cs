using Compliance.Search.Settings;
using Compliance.Settings;

namespace Compliance.AuditSink.Settings;

/// <summary>
/// Reads the settings file. All problems are found in one go, each with its place; with any problem there are no settings. The keys are
/// described in <c>auditsink/README.md</c>.
/// </summary>
public static class SettingsLoader
{
    // What the sink itself decides about its consumer, or else it could not keep its promises.
    private static readonly string[] OwnProperties =
    [
        "bootstrap.servers", "group.id", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "isolation.level", "max.poll.interval.ms",
    ];

    public static (SinkSettings? Settings, IReadOnlyList<SettingsProblem> Problems) Load(string file)
    {
        try
        {
            return Parse(file, File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [new(file, 1, 1, "The settings file cannot be read. Does it exist, and may this user read it?")]);
        }
    }

    public static (SinkSettings? Settings, IReadOnlyList<SettingsProblem> Problems) Parse(string file, string text)
    {
        var problems = new List<SettingsProblem>();
        var root = YamlParser.Parse(file, text, problems);
        if (root is not YamlMap map)
        {
            if (problems.Count == 0)
                problems.Add(new(file, root?.Line ?? 1, root?.Column ?? 1, "The file must be a map with the keys kafka and archive."));
            return (null, problems);
        }

        var top = new SettingsSection(file, "", map, problems);
        var kafka = Kafka(Needed(top, "kafka"));
        var archive = ArchiveSection.Read(Needed(top, "archive"));
        var ledger = LedgerSection.Read(top.Section("ledger"));
        var custody = CustodySection.Read(top.Section("custody"), ledger);
        var elasticsearch = ElasticsearchSection.Read(top.Section("elasticsearch"));
        var admin = AdminSection.Read(top.Section("admin"));
        top.Done();
        problems.Sort((a, b) => (a.Line, a.Column).CompareTo((b.Line, b.Column)));
        return problems.Count > 0 || kafka is null || archive is null
            ? (null, problems)
            : (new SinkSettings { Kafka = kafka, Archive = archive, Ledger = ledger, Custody = custody, Elasticsearch = elasticsearch, Admin = admin }, problems);
    }

    private static SettingsSection? Needed(SettingsSection top, string key)
    {
        var section = top.Section(key);
        if (section is null)
            top.Report(key, "is needed, as a map of settings.");
        return section;
    }

    private static KafkaSettings? Kafka(SettingsSection? section)
    {
        if (section is null)
            return null;
        var settings = new KafkaSettings
        {
            Bootstrap = string.Join(',', section.Words("bootstrap")),
            Topic = section.Required("topic") ?? "",
            Group = section.Text("group") ?? "compliance-sink",
            Properties = section.Section("properties")?.All() ?? new Dictionary<string, string>(),
        };
        foreach (var name in settings.Properties.Keys.Intersect(OwnProperties))
            section.Report("properties", $"may not set {name}: the sink needs it as it is.");
        section.Done();
        return settings;
    }
}
