using System.Security.Cryptography;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Compliance.Functional.Local;

/// <summary>What can be checked of the container files where no engine runs.</summary>
public sealed class ComposeFileTests
{
    private static readonly YamlMappingNode Compose = Load("compose.yaml");

    [Fact]
    public void Every_file_that_is_mounted_or_built_from_is_in_the_checkout()
    {
        var sources = Services().SelectMany(service => Texts(service.Value, "volumes")).Select(volume => volume.Split(':')[0]).Where(source => source.StartsWith('.')).ToList();

        Assert.NotEmpty(sources);
        // The users file is made by its owner: it holds secrets.
        Assert.All(sources.Where(source => !source.StartsWith("./secrets/", StringComparison.Ordinal)), source => Assert.True(Path.Exists(RepoRoot.Combine("compose", source)), $"compose/compose.yaml mounts {source}, which is not there."));
        Assert.All(["proxy.Containerfile", "sink.Containerfile"], file => Assert.True(File.Exists(RepoRoot.Combine("compose", file))));
    }

    [Fact]
    public void The_ports_that_clients_reach_are_those_the_proxy_listens_on()
    {
        var settings = Load("settings/proxy.yaml");
        var listen = (YamlMappingNode)settings["routes"]["payments"]["listen"];
        var published = Texts(Services()["proxy"], "ports").Single(ports => ports.Contains("19092", StringComparison.Ordinal));
        var last = listen["brokerPorts"].ToString().Split('-')[1];

        Assert.Equal($"127.0.0.1:{listen["port"]}-{last}:{listen["port"]}-{last}", published);
    }

    [Fact]
    public void The_broker_has_no_way_in_but_the_proxy()
    {
        Assert.Equal("true", Compose["networks"]["inner"]["internal"].ToString());
        Assert.Equal(["inner"], Texts(Services()["kafka"], "networks"));
        Assert.False(Services()["kafka"].Children.ContainsKey("ports"));
    }

    [Fact]
    public async Task Both_settings_files_pass_the_programs_own_check()
    {
        using var folder = new TempFolder("compose");
        folder.Write("proxy.yaml", await File.ReadAllTextAsync(RepoRoot.Combine("compose", "settings", "proxy.yaml")));
        const string key = "/etc/compliance/ledger.pem";
        Assert.Contains(Texts(Services()["sink"], "volumes"), volume => volume == $"./secrets/ledger.pem:{key}:ro");
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.Write("sink.yaml", (await File.ReadAllTextAsync(RepoRoot.Combine("compose", "settings", "sink.yaml"))).Replace(key, folder.Write("ledger.pem", pair.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal));
        folder.Write("users", UsersFileText.Of(new Dictionary<string, string> { ["till"] = "t" }));
        folder.Write("policies/pci-payments.yaml", await File.ReadAllTextAsync(RepoRoot.Combine("policies", "pci-payments.yaml")));

        (await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), "check", "--config", folder.Combine("proxy.yaml")])).Checked();
        (await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("auditsink"), "check", "--config", folder.Combine("sink.yaml")])).Checked();
    }

    private static Dictionary<string, YamlMappingNode> Services() =>
        ((YamlMappingNode)Compose["services"]).Children.ToDictionary(child => child.Key.ToString(), child => (YamlMappingNode)child.Value);

    private static List<string> Texts(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var list) ? [.. ((YamlSequenceNode)list).Select(item => item.ToString())] : [];

    private static YamlMappingNode Load(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(RepoRoot.Combine("compose", file))));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }
}
