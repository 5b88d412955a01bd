using Compliance.Dashboards.Tests.Grafana;
using Compliance.Search.Settings;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Compliance.Dashboards.Tests;

public sealed class ProvisioningTests
{
    [Fact]
    public void The_data_source_reads_what_the_sink_writes_and_holds_no_key()
    {
        var source = (YamlMappingNode)Read("datasources", "elasticsearch.yaml")["datasources"][0];

        Assert.Equal("elasticsearch", Text(source, "type"));
        Assert.Equal("false", Text(source, "editable"));
        var usual = new ElasticsearchSettings { Url = new Uri("http://localhost") }.IndexPrefix;
        Assert.Equal(($"{usual}-*", "@timestamp"), (Text(source["jsonData"], "index"), Text(source["jsonData"], "timeField")));
        Assert.Equal("ApiKey ${ELASTICSEARCH_API_KEY}", Text(source["secureJsonData"], "httpHeaderValue1"));
        var uid = Text(source, "uid");
        Assert.All(Board.All(), board => Assert.Equal(uid, (string)board.Variables[0]["current"]!["value"]!));
    }

    [Fact]
    public void The_boards_come_from_files_alone()
    {
        var provider = (YamlMappingNode)Read("dashboards", "compliance.yaml")["providers"][0];

        Assert.Equal(("file", "true", "false"), (Text(provider, "type"), Text(provider, "disableDeletion"), Text(provider, "allowUiUpdates")));
    }

    private static YamlNode Read(params string[] path)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Path.Combine([Board.Folder, "provisioning", .. path]));
        yaml.Load(reader);
        Assert.Equal("1", Text(yaml.Documents[0].RootNode, "apiVersion"));
        return yaml.Documents[0].RootNode;
    }

    private static string? Text(YamlNode node, string key) => ((YamlScalarNode)node[key]).Value;
}
