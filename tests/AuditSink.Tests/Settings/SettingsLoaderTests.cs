using Compliance.AuditSink.Settings;
using Compliance.Harness;
using Compliance.Signing;
using Compliance.Store.S3;
using Xunit;

namespace Compliance.AuditSink.Tests.Settings;

public sealed class SettingsLoaderTests
{
    private const string Whole = """
        kafka:
          bootstrap: ["a:9092", "b:9092"]
          topic: compliance.audit
          group: auditors
          properties: {security.protocol: SSL}
        archive:
          path: data/archive
          roll: {rows: 5000, seconds: 2, bytes: 1000000}
          compaction: {afterHours: 48, bytes: 2000000, originalsHours: 3}
        elasticsearch:
          url: https://search.example:9200
          indexPrefix: audit-x
          replicas: 0
          manageTemplates: false
        """;

    [Fact]
    public void A_whole_file_gives_its_settings()
    {
        var (settings, problems) = SettingsLoader.Parse("sink.yaml", Whole);

        Assert.Empty(problems);
        Assert.Equal(("a:9092,b:9092", "compliance.audit", "auditors"), (settings!.Kafka.Bootstrap, settings.Kafka.Topic, settings.Kafka.Group));
        Assert.Equal("SSL", settings.Kafka.Properties["security.protocol"]);
        var compaction = new CompactionSettings { After = TimeSpan.FromHours(48), Bytes = 2_000_000, OriginalsStay = TimeSpan.FromHours(3) };
        Assert.Equal(new ArchiveSettings { Path = "data/archive", Roll = new() { Rows = 5000, Seconds = 2, Bytes = 1_000_000 }, Compaction = compaction }, settings.Archive);
        Assert.Equal(("https://search.example:9200/", "audit-x", 0, false),
            (settings.Elasticsearch!.Url.AbsoluteUri, settings.Elasticsearch.IndexPrefix, settings.Elasticsearch.Replicas, settings.Elasticsearch.ManageTemplates));
    }

    [Fact]
    public void The_least_file_has_the_usual_values_and_no_index()
    {
        var (settings, problems) = SettingsLoader.Parse("sink.yaml", "kafka: {bootstrap: 'a:9092', topic: t}\narchive: {path: x}\n");

        Assert.Empty(problems);
        Assert.Equal(("compliance-sink", new RollSettings(), null, null), (settings!.Kafka.Group, settings.Archive.Roll, settings.Archive.Compaction, settings.Elasticsearch));
    }

    [Fact]
    public void An_archive_in_a_bucket_and_an_admin_port_are_read()
    {
        using var folder = new TempFolder("settings");
        var (settings, problems) = SettingsLoader.Parse("sink.yaml", $$$"""
            kafka: {bootstrap: 'a:9092', topic: t}
            archive:
              s3:
                endpoint: https://s3.example:9000
                bucket: evidence
                prefix: /audit
                region: eu-central-1
                accessKey: ${file:{{{folder.Write("key", "AKIA\n")}}}}
                secretKey: ${file:{{{folder.Write("secret", "hidden\n")}}}}
                retention: {mode: compliance, days: 2555}
            admin: {address: 0.0.0.0, port: 9000}
            """);

        Assert.Empty(problems);
        var s3 = settings!.Archive.S3!;
        Assert.Equal(("evidence", "audit/", "eu-central-1", "https://s3.example:9000/"), (s3.Bucket, s3.Prefix, s3.Region, s3.Endpoint!.AbsoluteUri));
        Assert.Equal(new S3Credentials("AKIA", "hidden"), s3.Credentials);
        Assert.DoesNotContain("hidden", settings.ToString(), StringComparison.Ordinal);
        Assert.Equal(new S3Retention(S3RetentionMode.Compliance, 2555), s3.Retention);
        Assert.Equal(new AdminSettings(System.Net.IPAddress.Any, 9000), settings.Admin);
    }

    [Fact]
    public void The_people_whose_word_counts_are_read_with_their_keys()
    {
        using var folder = new TempFolder("settings");
        var (ann, ben) = (Key(), Key());

        var (settings, problems) = Custody(folder, $"{{ann: [{folder.Write("ann.pub", ann.ToPem())}, {folder.Write("old.pub", Key().ToPem())}], ben: {folder.Write("ben.pub", ben.ToVerifierKey("ben"))}}}");

        Assert.Empty(problems);
        Assert.Equal(["ann", "ben"], settings!.Custody!.Names);
        Assert.True(settings.Custody.Has("ann", ann) && settings.Custody.Has("ben", ben) && !settings.Custody.Has("ben", ann));
    }

    [Fact]
    public void People_who_cannot_be_told_apart_or_known_are_named()
    {
        using var folder = new TempFolder("settings");
        var key = folder.Write("ann.pub", Key().ToPem());

        Assert.Contains("fewer than two people", Problem($"{{ann: {key}}}"), StringComparison.Ordinal);
        Assert.Contains("ann and ben have the same key", Problem($"{{ann: {key}, ben: {key}}}"), StringComparison.Ordinal);
        Assert.Contains("holds no public key", Problem($"{{ann: {key}, ben: {folder.Write("none", "some")}}}"), StringComparison.Ordinal);
        Assert.Contains("none.pub", Problem($"{{ann: {key}, ben: none.pub}}"), StringComparison.Ordinal);
        Assert.Contains("without ledger", Problem($"{{ann: {key}, ben: {folder.Write("ben.pub", Key().ToPem())}}}", ledger: ""), StringComparison.Ordinal);

        string Problem(string people, string? ledger = null) => Assert.Single(Custody(folder, people, ledger).Problems).Text;
    }

    [Theory]
    [InlineData("archive: {}", "archive.path or archive.s3 is needed")]
    [InlineData("archive: {path: x, s3: {bucket: b}}", "archive.path or archive.s3 is needed")]
    [InlineData("archive: {path: x, compaction: {bytes: 1}}", "archive.compaction.bytes")]
    [InlineData("archive: {s3: {prefix: b}}", "archive.s3.bucket is missing.")]
    [InlineData("archive: {s3: {bucket: b, secretKey: hidden}}", "archive.s3.secretKey is a secret and may not stand here in clear")]
    [InlineData("archive: {s3: {bucket: b, accessKey: '${env:PATH}'}}", "archive.s3.secretKey is missing beside the other half")]
    [InlineData("archive: {s3: {bucket: b, endpoint: s3}}", "archive.s3.endpoint must be an address")]
    [InlineData("archive: {s3: {bucket: b, retention: {mode: hard}}}", "archive.s3.retention.mode must be governance or compliance.")]
    [InlineData("archive: {s3: {bucket: b, retention: {mode: governance, days: 0}}}", "archive.s3.retention.days must be a whole number")]
    [InlineData("archive: {path: x}\nadmin: {address: localhost}", "admin.address must be an address of this machine")]
    [InlineData("archive: {path: x}\nadmin: {port: 0}", "admin.port must be a whole number")]
    public void What_is_wrong_with_archive_or_admin_is_named(string text, string problem)
    {
        var (settings, problems) = SettingsLoader.Parse("sink.yaml", "kafka: {bootstrap: a, topic: t}\n" + text);

        Assert.Null(settings);
        Assert.Contains(problems, found => found.ToString().Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "1:1: The file must be a map")]
    [InlineData("- a", "1:1: The file must be a map")]
    [InlineData(": [ \ns", "This is not YAML.")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nmore: 1", "3:1: more is unknown. Known here: admin, archive, custody, elasticsearch, kafka, ledger.")]
    [InlineData("kafka: {bootstrap: a, topic: t, topik: u}\narchive: {path: x}", "1:33: kafka.topik is unknown.")]
    [InlineData("kafka: {bootstrap: a, topic: t, topic: u}\narchive: {path: x}", "1:33: kafka.topic stands here a second time")]
    [InlineData("kafka: {topic: t}\narchive: {path: x}", "1:8: kafka.bootstrap is missing.")]
    [InlineData("kafka: {bootstrap: [], topic: t}\narchive: {path: x}", "1:20: kafka.bootstrap must be a list of at least one word.")]
    [InlineData("kafka: {bootstrap: a, topic: t}", "1:1: archive is needed, as a map of settings.")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: data", "2:10: archive must be a map of settings.")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x, roll: {rows: many}}", "2:33: archive.roll.rows must be a whole number from 1 to")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x, roll: {seconds: 0}}", "2:36: archive.roll.seconds must be a whole number from 1 to")]
    [InlineData("kafka: {bootstrap: a, topic: t, properties: {auto.offset.reset: latest}}\narchive: {path: x}", "kafka.properties may not set auto.offset.reset")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nelasticsearch: {url: search}", "3:22: elasticsearch.url must be an address")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nelasticsearch: {url: 'http://s', indexPrefix: Audit}", "3:47: elasticsearch.indexPrefix must be lower-case")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nelasticsearch: {url: 'http://s', apiKey: c2VjcmV0}", "3:42: elasticsearch.apiKey is a secret and may not stand here in clear")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nelasticsearch: {url: 'http://s', manageTemplates: yes}", "elasticsearch.manageTemplates must be true or false.")]
    [InlineData("kafka: {bootstrap: a, topic: '${env:NO_SUCH_VARIABLE}'}\narchive: {path: x}", "1:30: kafka.topic: the environment variable NO_SUCH_VARIABLE is not set.")]
    [InlineData("kafka: {bootstrap: a, topic: '${file:/no/such}'}\narchive: {path: x}", "1:30: kafka.topic: the file /no/such cannot be read.")]
    [InlineData("kafka: {bootstrap: a, topic: '${vault:x}'}\narchive: {path: x}", "a reference is written ${env:NAME} or ${file:PATH}.")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nledger: {origin: o}", "3:9: ledger.key or pkcs11 is needed, one of the two")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nledger: {origin: o, key: MC4C}", "3:26: ledger.key is a secret and may not stand here in clear")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nledger: {origin: 'o o', pkcs11: {module: m, token: t, label: l, pin: '${env:PATH}'}}", "3:18: ledger.origin must be one word")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nledger: {origin: o, pkcs11: {module: m, token: t, label: l}}", "ledger.pkcs11.pin is needed")]
    [InlineData("kafka: &a {bootstrap: a, topic: t}\narchive: *a", "anchors are not allowed")]
    [InlineData("kafka: {bootstrap: a", "This is not YAML")]
    [InlineData("kafka: {bootstrap: a, topic: t}\narchive: {path: x}\n---\nmore: 1", "second document")]
    public void What_is_wrong_is_named_with_its_place(string text, string problem)
    {
        var (settings, problems) = SettingsLoader.Parse("sink.yaml", text);

        Assert.Null(settings);
        Assert.Contains(problems, found => found.ToString().Contains(problem, StringComparison.Ordinal));
        Assert.All(problems, found => Assert.StartsWith("sink.yaml:", found.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_come_at_once_in_the_order_of_the_file()
    {
        var (_, problems) = SettingsLoader.Parse("sink.yaml", "kafka: {topik: t}\narchive: {roll: {rows: 0}}\nx: 1\n");

        Assert.Equal([1, 1, 1, 2, 2, 3], problems.Select(problem => problem.Line));
    }

    [Fact]
    public void A_secret_comes_out_of_a_file_and_is_in_no_message()
    {
        using var folder = new TempFolder("settings");
        var key = folder.Write("key", "c2VjcmV0\n");

        var (settings, _) = SettingsLoader.Parse("s", $"kafka: {{bootstrap: a, topic: t}}\narchive: {{path: x}}\nelasticsearch: {{url: 'http://s', apiKey: '${{file:{key}}}'}}");
        var (_, problems) = SettingsLoader.Parse("s", "kafka: {bootstrap: a, topic: t}\narchive: {path: x}\nelasticsearch: {url: 'http://s', apiKey: c2VjcmV0}");

        Assert.Equal("c2VjcmV0", settings!.Elasticsearch!.ApiKey);
        Assert.DoesNotContain("c2VjcmV0", Assert.Single(problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said() =>
        Assert.Contains("cannot be read", Assert.Single(SettingsLoader.Load("/no/such/sink.yaml").Problems).Text, StringComparison.Ordinal);

    private static (SinkSettings? Settings, IReadOnlyList<Compliance.Settings.SettingsProblem> Problems) Custody(TempFolder folder, string people, string? ledger = null) =>
        SettingsLoader.Parse("sink.yaml", $$$"""
            kafka: {bootstrap: 'a:9092', topic: t}
            archive: {path: x}
            {{{ledger ?? $"ledger: {{origin: a, key: \"${{file:{folder.Write("key", "any")}}}\"}}"}}}
            custody: {people: {{{people}}}}
            """);

    private static VerifyingKey Key()
    {
        using var key = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        return key.PublicKey;
    }
}
