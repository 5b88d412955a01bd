using System.Text.Json;
using Compliance.Auditctl.Export;
using Compliance.Harness;
using NJsonSchema;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>The views in other vocabularies hold what those demand of every event.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly SampleArchive _archive = new();
    private readonly TempFolder _folder = new("views");
    private readonly AuditctlRun _run = new();

    public void Dispose()
    {
        _archive.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ocsf")]
    [InlineData("cloudevents")]
    public async Task Every_event_fits_the_schema(string format)
    {
        // Given a morning's events and one of auditctl's own
        Assert.Equal(0, _run.Verb("query", "--archive", _archive.Path));
        var schema = await JsonSchema.FromFileAsync(RepoRoot.Combine("tests/AuditSink.Tests/Auditctl/Schemas", $"{format}.schema.json"));

        var lines = Export(format);

        Assert.Equal(6, lines.Length);
        Assert.All(lines, line => Assert.Empty(schema.Validate(line)));
    }

    [Fact]
    public async Task The_schemas_refuse_what_lacks_a_needed_attribute()
    {
        foreach (var (format, needed) in new[] { ("ocsf", "severity_id"), ("ocsf", "src_endpoint"), ("ocsf", "databucket"), ("cloudevents", "specversion") })
        {
            var schema = await JsonSchema.FromFileAsync(RepoRoot.Combine("tests/AuditSink.Tests/Auditctl/Schemas", $"{format}.schema.json"));
            var read = System.Text.Json.Nodes.JsonNode.Parse(Export(format).First(line => line.Contains("kafka.fetch", StringComparison.Ordinal)))!.AsObject();
            Assert.True(read.Remove(needed));
            Assert.NotEmpty(schema.Validate(read.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("kafka.fetch", "access", true, 600501)]
    [InlineData("kafka.produce", "change", true, 600505)]
    [InlineData("kafka.fetch", "access", false, 600302)]
    [InlineData("kafka.create_topics", "creation", true, 600301)]
    [InlineData("kafka.delete_topics", "deletion", true, 600304)]
    [InlineData("kafka.alter_configs", "change", false, 600303)]
    [InlineData("authn.plain", "start", false, 300201)]
    [InlineData("session.start", "start", false, 300201)]
    [InlineData("session.end", "end", false, 300202)]
    [InlineData("audit.start", "start", false, 100806)]
    [InlineData("audit.stop", "end", false, 100807)]
    [InlineData("audit.export", "access", false, 100803)]
    [InlineData("audit.query", "access", false, 100899)]
    [InlineData("audit.gap", "error", false, 100899)]
    [InlineData("settings.reload", "change", false, 600303)]
    public void Each_action_has_its_class_and_activity(string action, string type, bool hasTopic, int uid) =>
        Assert.Equal(uid, OcsfClass.Of(action, type, hasTopic).Type);

    [Fact]
    public void Nothing_of_an_event_is_lost_in_OCSF()
    {
        var read = JsonDocument.Parse(Export("ocsf").Single(line => line.Contains("User:investigator", StringComparison.Ordinal))).RootElement;

        Assert.Equal("payments", read.GetProperty("databucket").GetProperty("name").GetString());
        Assert.Equal("User:investigator", read.GetProperty("actor").GetProperty("user").GetProperty("name").GetString());
        Assert.Equal(SampleArchive.At(3).ToUnixTimeMilliseconds(), read.GetProperty("time").GetInt64());
        var unmapped = read.GetProperty("unmapped");
        Assert.Equal(("FRAUD-17", 39, "e-mail"), (unmapped.GetProperty("mask.exemption.id").GetString(), unmapped.GetProperty("kafka.offset.last").GetInt32(), unmapped.GetProperty("data.clear_classes")[0].GetString()));
    }

    [Fact]
    public void A_cloud_event_carries_the_event_as_its_data()
    {
        var read = JsonDocument.Parse(Export("cloudevents")[0]).RootElement;

        Assert.Equal(("compliance.kafka.produce", "/proxies/proxy-1", "payments"), (read.GetProperty("type").GetString(), read.GetProperty("source").GetString(), read.GetProperty("subject").GetString()));
        Assert.Equal(read.GetProperty("id").GetString(), read.GetProperty("data").GetProperty("event.id").GetString());
    }

    private string[] Export(string format)
    {
        var file = _folder.Combine($"{Guid.NewGuid()}.jsonl");
        var code = _run.Verb("export", "--archive", _archive.Path, "--output", file, "--format", format);
        Assert.True(code == 0, _run.Error);
        return File.ReadAllLines(file);
    }
}
