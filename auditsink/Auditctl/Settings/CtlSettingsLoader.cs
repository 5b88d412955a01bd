using Compliance.Search.Settings;
using Compliance.Settings;

namespace Compliance.Auditctl.Settings;

/// <summary>
/// Reads auditctl's settings file; the keys are described in <c>auditsink/Auditctl/README.md</c>. All problems are found in one go, each
/// with its place; with any problem there are no settings.
/// </summary>
internal static class CtlSettingsLoader
{
    // What auditctl itself decides about its producer, or else a use could count as recorded that is not.
    private static readonly string[] OwnProperties =
        ["bootstrap.servers", "acks", "request.required.acks", "enable.idempotence", "message.timeout.ms", "delivery.timeout.ms", "allow.auto.create.topics"];

    public static (CtlSettings? Settings, IReadOnlyList<SettingsProblem> Problems) Load(string file)
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

    public static (CtlSettings? Settings, IReadOnlyList<SettingsProblem> Problems) Parse(string file, string text)
    {
        var problems = new List<SettingsProblem>();
        var root = YamlParser.Parse(file, text, problems);
        if (root is not YamlMap map)
        {
            if (problems.Count == 0)
                problems.Add(new(file, root?.Line ?? 1, root?.Column ?? 1, "The file must be a map of settings, such as archive and kafka."));
            return (null, problems);
        }

        var top = new SettingsSection(file, "", map, problems);
        var (access, token) = (top.Section("access"), top.Section("token"));
        var settings = new CtlSettings
        {
            Archive = Archive(top.Section("archive")),
            Topic = Topic(top.Section("kafka")),
            Ledger = Ledger(top.Section("ledger")),
            Custody = CustodySection.Read(top.Section("custody")),
            TokenApprovalRequired = token?.Flag("approvalRequired", false) ?? false,
            Elasticsearch = ElasticsearchSection.Read(top.Section("elasticsearch")),
            UnrecordedAllowed = access?.Flag("unrecordedAllowed", false) ?? false,
            ReasonRequired = access?.Flag("reasonRequired", false) ?? false,
        };
        access?.Done();
        token?.Done();
        top.Done();
        problems.Sort((a, b) => (a.Line, a.Column).CompareTo((b.Line, b.Column)));
        return (problems.Count > 0 ? null : settings, problems);
    }

    private static string? Archive(SettingsSection? section)
    {
        var path = section?.Required("path");
        section?.Done();
        return path;
    }

    private static LedgerTrust? Ledger(SettingsSection? section)
    {
        if (section is null)
            return null;
        var trust = new LedgerTrust
        {
            Origin = section.Required("origin") ?? "",
            PublicKey = section.Required("publicKey") ?? "",
            Copies = section.Text("copies"),
        };
        section.Done();
        return trust;
    }

    private static TopicSettings? Topic(SettingsSection? section)
    {
        if (section is null)
            return null;
        var settings = new TopicSettings
        {
            Bootstrap = string.Join(',', section.Words("bootstrap")),
            Topic = section.Required("topic") ?? "",
            Properties = section.Section("properties")?.All() ?? new Dictionary<string, string>(),
            TimeoutSeconds = (int)section.Number("timeoutSeconds", 1, 600, 20),
        };
        foreach (var name in settings.Properties.Keys.Intersect(OwnProperties))
            section.Report("properties", $"may not set {name}: auditctl needs it as it is.");
        section.Done();
        return settings;
    }
}
