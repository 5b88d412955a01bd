using Compliance.Settings;
using Compliance.Store;
using Compliance.Store.S3;

namespace Compliance.AuditSink.Settings;

/// <summary>Reads <c>archive</c>: a folder's path or a bucket, when to roll, and when to write anew.</summary>
internal static class ArchiveSection
{
    private const int MostDays = 36_500;

    // The twelve months that PCI DSS asks for, and a month to notice.
    private const int UsualDays = 400;

    public static ArchiveSettings? Read(SettingsSection? section)
    {
        if (section is null)
            return null;
        var settings = new ArchiveSettings
        {
            Path = section.Text("path"),
            S3 = S3(section.Section("s3")),
            Roll = Roll(section.Section("roll")),
            Compaction = Compaction(section.Section("compaction")),
        };
        if (settings.Path is null == settings.S3 is null)
            section.Report("path", "or archive.s3 is needed: one of the two, a folder or a bucket.");
        section.Done();
        return settings;
    }

    private static S3Settings? S3(SettingsSection? section)
    {
        if (section is null)
            return null;
        var usual = new S3Settings { Bucket = section.Required("bucket") ?? "" };
        var settings = usual with
        {
            Prefix = ArchiveAddress.PrefixOf(section.Text("prefix") ?? ""),
            Region = section.Text("region") ?? usual.Region,
            Endpoint = Endpoint(section),
            Credentials = Credentials(section),
            Retention = Retention(section.Section("retention")),
            Work = section.Text("work") ?? usual.Work,
        };
        section.Done();
        return settings;
    }

    private static Uri? Endpoint(SettingsSection section)
    {
        if (section.Text("endpoint") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        section.Report("endpoint", "must be an address such as https://s3.example:9000; leave it out for Amazon's own.");
        return null;
    }

    // Without any, the usual sources of AWS's tools; half a pair is a mistake.
    private static S3Credentials? Credentials(SettingsSection section)
    {
        var (access, secret) = (section.Secret("accessKey"), section.Secret("secretKey"));
        if (access is not null && secret is not null)
            return new S3Credentials(access, secret);
        if (access is not null || secret is not null)
            section.Report(access is null ? "accessKey" : "secretKey", "is missing beside the other half of the pair.");
        return null;
    }

    private static S3Retention? Retention(SettingsSection? section)
    {
        if (section is null)
            return null;
        var mode = section.Required("mode");
        if (mode is not (null or "governance" or "compliance"))
            section.Report("mode", "must be governance or compliance.");
        var days = (int)section.Number("days", 1, MostDays, UsualDays);
        section.Done();
        return new S3Retention(mode == "compliance" ? S3RetentionMode.Compliance : S3RetentionMode.Governance, days);
    }

    private static RollSettings Roll(SettingsSection? section)
    {
        var roll = new RollSettings();
        if (section is null)
            return roll;
        roll = new RollSettings
        {
            Rows = section.Number("rows", 1, 100_000_000, roll.Rows),
            Seconds = section.Number("seconds", 1, 86_400, (long)roll.Seconds),
            Bytes = section.Number("bytes", 1, 4L << 30, roll.Bytes),
        };
        section.Done();
        return roll;
    }

    private static CompactionSettings? Compaction(SettingsSection? section)
    {
        if (section is null)
            return null;
        var usual = new CompactionSettings();
        var settings = new CompactionSettings
        {
            Bytes = section.Number("bytes", 1 << 20, 1L << 30, usual.Bytes),
            After = TimeSpan.FromHours(section.Number("afterHours", 1, 8_784, (long)usual.After.TotalHours)),
            OriginalsStay = TimeSpan.FromHours(section.Number("originalsHours", 0, 8_784, (long)usual.OriginalsStay.TotalHours)),
        };
        section.Done();
        return settings;
    }
}
