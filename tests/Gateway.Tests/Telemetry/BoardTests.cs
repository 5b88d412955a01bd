using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>The board and the alert rules over the proxy's metrics: every query is one that Prometheus takes, of metrics that there are.</summary>
[Collection(Alone.Name)]
public sealed partial class BoardTests
{
    private static readonly string Alerts = RepoRoot.Combine("dashboards", "prometheus", "alerts.yaml");
    private static readonly JsonNode Board = JsonNode.Parse(File.ReadAllText(RepoRoot.Combine("dashboards", "gateway.json")))!;

    private static IEnumerable<JsonNode> Panels => Board["panels"]!.AsArray().Select(panel => panel!).Where(panel => (string)panel["type"]! != "row");

    private static IEnumerable<string> Queries => Panels.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => (string)target!["expr"]!);

    [Fact]
    public async Task Every_metric_that_a_panel_or_an_alert_names_is_one_that_the_proxy_has()
    {
        var known = await Declared.SampleNamesAsync();
        var text = await File.ReadAllTextAsync(Alerts);
        var variables = Board["templating"]!["list"]!.AsArray().Select(variable => (string?)variable!["definition"] ?? "");

        var named = Queries.Concat(variables).Append(text).SelectMany(query => MetricName().Matches(query).Select(match => match.Value)).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(named.Count > 40, $"{named.Count} metrics named");
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public async Task Every_metric_of_the_data_path_is_on_the_board()
    {
        var queries = string.Join('\n', Queries);
        var shown = (await Declared.FamiliesAsync()).Where(family => family.Name.StartsWith("compliance.", StringComparison.Ordinal)).Select(family => family.PageName);

        // These tell of a process, not of a time.
        string[] facts = ["compliance_proxy_build_info", "compliance_proxy_plan_info", "compliance_proxy_policy_info", "compliance_proxy_draining", "compliance_proxy_connections_cut_off", "compliance_audit_aggregates", "compliance_audit_batches", "compliance_audit_journaled_bytes", "compliance_audit_largest_batch_bytes"];
        Assert.All(shown.Except(facts), name => Assert.Contains(name, queries, StringComparison.Ordinal));
    }

    [Fact]
    public void A_panel_has_a_title_a_description_a_unit_and_a_place_of_its_own()
    {
        var taken = new HashSet<(int, int)>();
        Assert.Distinct(Board["panels"]!.AsArray().Select(panel => (int)panel!["id"]!));
        Assert.Distinct(Panels.Select(panel => (string)panel["title"]!));
        Assert.All(Panels, panel =>
        {
            Assert.True(((string)panel["description"]!).Length > 10, (string)panel["title"]!);
            Assert.NotEmpty((string)panel["fieldConfig"]!["defaults"]!["unit"]!);
            Assert.All(panel["targets"]!.AsArray().Append(panel), part => Assert.Equal(("prometheus", "${datasource}"), ((string)part!["datasource"]!["type"]!, (string)part["datasource"]!["uid"]!)));
            var place = panel["gridPos"]!;
            var (x, y, w, h) = ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
            Assert.True(x >= 0 && x + w <= 24);
            for (var cell = 0; cell < w * h; cell++)
                Assert.True(taken.Add((x + (cell % w), y + (cell / w))), $"{panel["title"]} lies on another");
        });
    }

    [Fact]
    public async Task Prometheus_takes_every_query_and_every_alert_rings_when_it_should()
    {
        // Given the panels' queries as Grafana sends them, as rules,
        using var folder = new TempFolder("rules");
        var rules = new StringBuilder("groups:\n  - name: board\n    rules:\n");
        foreach (var (i, query) in Queries.Index())
            rules.Append("      - {record: 'board:query:").Append(i).Append("', expr: '").Append(query.Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)).Append("'}\n");

        // then Prometheus' own tool is content with them, with the alerts, and with what the alerts do in their tests.
        await Promtool.CheckAsync(null, "check", "rules", folder.Write("board.yaml", rules.ToString()), Alerts);
        await Promtool.CheckAsync(null, "test", "rules", RepoRoot.Combine("dashboards", "prometheus", "alerts.test.yaml"));
    }

    [Fact]
    public async Task Prometheus_is_content_with_the_page()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);

        await Promtool.CheckAsync(PageWriter.Write(proxy.Instruments.Families, PageFormat.Prometheus), "check", "metrics");
    }

    [GeneratedRegex(@"\b(?:compliance|process|dotnet)_[a-z0-9_]+\b")]
    private static partial Regex MetricName();
}
