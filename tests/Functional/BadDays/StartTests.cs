using System.Globalization;
using Compliance.Functional.Journey;
using Compliance.Functional.Proxies;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Functional.BadDays;

/// <summary>What a start costs, as built (JIT) and with everything on: journal, policies, users.</summary>
[Collection(Crowd.Name)]
public sealed class StartTests(ITestOutputHelper output)
{
    /// <summary>0.45 s on a quiet machine; above this something is read, parsed or compiled that need not be.</summary>
    private static readonly TimeSpan MostCpu = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_proxy_accepts_after_little_work()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var settings = ProxySettings.Governed(cluster.BootstrapServers, PaymentsWorld.Users, "pci-payments.yaml", "audit");
        await using var proxy = await ProxyProcess.StartAsync(settings with { Yaml = settings.Yaml.Replace("journal: journal}", "journal: journal, stopTimeout: 1ms}", StringComparison.Ordinal) });

        var cpu = proxy.Cpu;
        var line = await proxy.WaitForLineAsync("after its start");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cpu.TotalMilliseconds:F0} ms of CPU until it accepted; {line[line.IndexOf("Proxy", StringComparison.Ordinal)..]}"));
        Assert.InRange(cpu, TimeSpan.Zero, MostCpu);
    }
}
