using System.Text.Json.Nodes;
using Compliance.AuditSink.Search;
using Compliance.AuditSink.Tests.Support;
using Compliance.Search.Http;
using Compliance.Search.Settings;
using Compliance.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

/// <summary>What is put into Elasticsearch and what is left alone, against a server that keeps templates and answers as Elasticsearch does.</summary>
public sealed class TemplateSetupTests : IAsyncDisposable
{
    private readonly FakeElasticsearch _server = new();
    private readonly Dictionary<string, JsonNode> _kept = [];
    private readonly List<string> _put = [];
    private (int Status, string Answer) _lifecycle = (400, """{"error":{"type":"invalid_index_name_exception"}}""");

    public TemplateSetupTests() => _server.Other = Answer;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task All_are_put_where_there_is_none_and_none_a_second_time()
    {
        await SetUpAsync(Settings());
        Assert.Equal(["audit-kafka-settings", "audit-kafka-ecs", "audit-kafka-kafka", "audit-kafka"], _put);

        _put.Clear();
        await SetUpAsync(Settings());
        Assert.Empty(_put);
    }

    [Fact]
    public async Task One_that_other_settings_made_is_put_anew_and_only_that_one()
    {
        await SetUpAsync(Settings());
        _put.Clear();

        await SetUpAsync(Settings() with { Replicas = 2 });

        Assert.Equal(["audit-kafka-settings"], _put);
        Assert.Equal("2", _kept["/_component_template/audit-kafka-settings"]["template"]!["settings"]!["index"]!["number_of_replicas"]!.ToString());
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public async Task An_older_one_is_replaced_and_a_newer_one_stays(int difference, bool isReplaced)
    {
        await SetUpAsync(Settings());
        _put.Clear();
        foreach (var template in _kept.Values)
            template["_meta"]![SearchMapping.VersionKey] = SearchMapping.Version + difference;

        await SetUpAsync(Settings() with { Replicas = 2 });

        Assert.Equal(isReplaced ? 4 : 0, _put.Count);
    }

    [Fact]
    public async Task A_server_with_a_lifecycle_gets_a_policy_and_deletes_by_itself()
    {
        _lifecycle = (200, """{"operation_mode":"RUNNING"}""");

        Assert.False(await SetUpAsync(Settings() with { Retention = new RetentionSettings(90, RetentionOwner.Auto) }));

        Assert.Equal("audit-kafka", _put[0]);
        Assert.Equal("91d", (string)_kept["/_ilm/policy/audit-kafka"]["policy"]!["phases"]!["delete"]!["min_age"]!);
        var lifecycle = _kept["/_component_template/audit-kafka-settings"]["template"]!["settings"]!["index"]!["lifecycle"]!;
        Assert.Equal(("audit-kafka", true), ((string)lifecycle["name"]!, (bool)lifecycle["parse_origination_date"]!));
    }

    [Theory]
    [InlineData(RetentionOwner.Auto)]
    [InlineData(RetentionOwner.Sink)]
    public async Task A_server_without_one_leaves_the_deleting_to_the_sink(RetentionOwner by)
    {
        Assert.True(await SetUpAsync(Settings() with { Retention = new RetentionSettings(90, by) }));

        Assert.DoesNotContain("/_ilm/policy/audit-kafka", _kept.Keys);
        Assert.Null(_kept["/_component_template/audit-kafka-settings"]["template"]!["settings"]!["index"]!["lifecycle"]);
    }

    [Fact]
    public async Task Where_other_hands_put_the_templates_nothing_is_asked()
    {
        Assert.False(await SetUpAsync(Settings() with { ManageTemplates = false, Retention = new RetentionSettings(90, RetentionOwner.Elasticsearch) }));
        Assert.True(await SetUpAsync(Settings() with { ManageTemplates = false, Retention = new RetentionSettings(90, RetentionOwner.Sink) }));

        Assert.Empty(_server.Paths);
    }

    private ElasticsearchSettings Settings() => new() { Url = _server.Url };

    private async Task<bool> SetUpAsync(ElasticsearchSettings settings)
    {
        using var client = new IndexClient(settings);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), new Random(1));
        return await new TemplateSetup(client, settings, backoff, TimeProvider.System, NullLogger.Instance).RunAsync(default).WaitAsync(TimeSpan.FromSeconds(60));
    }

    // Answers to GET wrap what was put, as Elasticsearch's do.
    private (int Status, string Answer) Answer(string request, string body)
    {
        var (method, path) = (request.Split(' ')[0], request.Split(' ')[1]);
        if (path == "/_ilm/status")
            return _lifecycle;
        if (method == "PUT")
        {
            _put.Add(path.Split('/')[^1]);
            _kept[path] = JsonNode.Parse(body)!;
            return (200, """{"acknowledged":true}""");
        }

        if (!_kept.TryGetValue(path, out var kept))
            return (404, """{"error":{"type":"resource_not_found_exception"}}""");
        var kind = path.Split('/')[1].TrimStart('_');
        return (200, kind == "ilm"
            ? new JsonObject { ["audit-kafka"] = new JsonObject { ["version"] = 7, ["policy"] = kept["policy"]!.DeepClone() } }.ToJsonString()
            : new JsonObject { [$"{kind}s"] = new JsonArray(new JsonObject { ["name"] = path.Split('/')[^1], [kind] = kept.DeepClone() }) }.ToJsonString());
    }
}
