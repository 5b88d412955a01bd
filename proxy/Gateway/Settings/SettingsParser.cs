using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Text -> YAML tree -> settings as written. Whatever is amiss becomes a problem and the reading goes on.</summary>
internal static class SettingsParser
{
    /// <summary>Null: the file holds no set of keys at all.</summary>
    public static SettingsDocument? Parse(string file, string text, ProblemList problems)
    {
        if (YamlTree.Read(file, text, problems, begins: "clusters:") is not { } tree
            || MapReader.Open(tree, SettingsVocabulary.Root, problems) is not { } root)
            return null;
        root.Required("clusters");
        root.Required("routes");
        var named = new List<Text>();
        return new SettingsDocument(
            [.. root.Entries("clusters").Select(entry => ClusterParser.Parse(entry, problems)).OfType<ClusterSettings>()],
            [.. root.Entries("routes").Select(entry => RouteParser.Parse(entry, named, problems)).OfType<RouteSettings>()],
            LimitsParser.Parse(root),
            AuditParser.Parse(root, SettingsLoader.FolderOf(file), named),
            Admin(root))
        {
            NamedClusters = [.. named],
            Log = LogParser.Parse(root),
            Telemetry = TelemetryParser.Parse(root),
            Kms = [.. root.Entries("kms").Select(entry => KmsParser.Parse(entry, problems)).OfType<KmsSettings>()],
        };
    }

    private static AdminSettings? Admin(MapReader root)
    {
        if (root.Find("admin") is not { } node || MapReader.Open(node, SettingsVocabulary.Admin, root.Problems) is not { } map)
            return null;
        var address = map.LocalAddress("address");
        var port = map.Port("port");
        if (port == 0 && map.Has("port"))
            map.Problems.Error(map.PlaceOf("port"), "The admin port has to be said: nobody would find a free one.");
        var stall = map.Duration("stallAfter", AdminPlan.DefaultStallAfter, TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        return address is null ? null : new AdminSettings(new AdminPlan(address, port) { StallAfter = stall }, map.PlaceOf("port"));
    }
}
