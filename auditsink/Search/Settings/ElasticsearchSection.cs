using Compliance.Search.Http;
using Compliance.Settings;

namespace Compliance.Search.Settings;

/// <summary>Reads <c>elasticsearch</c>, of the sink's settings or of auditctl's. Stateless.</summary>
internal static class ElasticsearchSection
{
    private const int MostDays = 36_500;

    public static ElasticsearchSettings? Read(SettingsSection? section)
    {
        if (section is null)
            return null;
        var usual = new ElasticsearchSettings { Url = Url(section) };
        var settings = usual with
        {
            IndexPrefix = section.Text("indexPrefix") ?? usual.IndexPrefix,
            ApiKey = section.Secret("apiKey"),
            Ca = section.Text("ca"),
            Certificate = section.Text("certificate"),
            CertificateKey = section.Secret("certificateKey"),
            ManageTemplates = section.Flag("manageTemplates", usual.ManageTemplates),
            Retention = Retention(section.Section("retention")),
            Shards = (int)section.Number("shards", 1, 1024, usual.Shards),
            Replicas = (int)section.Number("replicas", 0, 16, usual.Replicas),
            RefreshSeconds = (int)section.Number("refreshSeconds", 1, 3600, usual.RefreshSeconds),
            Compress = section.Flag("compress", usual.Compress),
            InFlight = (int)section.Number("inFlight", 1, 64, usual.InFlight),
            BulkDocuments = (int)section.Number("bulkDocuments", 1, 100_000, usual.BulkDocuments),
            BulkBytes = (int)section.Number("bulkBytes", 1024, 90 << 20, usual.BulkBytes),
        };
        if (!IndexNames.IsPrefix(settings.IndexPrefix))
            section.Report("indexPrefix", "must be lower-case letters, digits, dots and dashes, beginning with a letter.");
        if (settings is { ManageTemplates: false, Retention.By: RetentionOwner.Auto })
            section.Report("retention", "needs by: elasticsearch or by: sink where manageTemplates is false: whoever puts the templates decides it.");
        CheckTrust(section, settings);
        section.Done();
        return settings;
    }

    private static Uri Url(SettingsSection section)
    {
        var url = section.Required("url");
        if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            if (address.UserInfo.Length == 0)
                return address;
            section.Report("url", "may hold no name and no password: give an apiKey.");
        }
        else if (url is not null)
        {
            section.Report("url", "must be an address such as https://search.example:9200.");
        }

        return new Uri("https://0.0.0.0");
    }

    private static void CheckTrust(SettingsSection section, ElasticsearchSettings settings)
    {
        if (settings is { Ca: null, Certificate: null, CertificateKey: null })
            return;
        if (settings.Url.Scheme != "https")
            section.Report(settings.Ca is null ? "certificate" : "ca", "has no meaning for an http address: make elasticsearch.url https.");
        if (settings.Certificate is null != settings.CertificateKey is null)
            section.Report("certificate", "and elasticsearch.certificateKey belong together: give both or none.");
        else if (ServerTrust.Problem(settings) is var (key, problem))
            section.Report(key, problem);
    }

    private static RetentionSettings? Retention(SettingsSection? section)
    {
        if (section is null)
            return null;
        var by = section.Text("by") ?? "auto";
        if (by is not ("auto" or "elasticsearch" or "sink"))
            section.Report("by", "must be auto, elasticsearch or sink.");
        var days = (int)section.Number("days", 1, MostDays, RetentionSettings.UsualDays);
        section.Done();
        return new RetentionSettings(days, by switch
        {
            "elasticsearch" => RetentionOwner.Elasticsearch,
            "sink" => RetentionOwner.Sink,
            _ => RetentionOwner.Auto,
        });
    }
}
