using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness.Broker;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>What a whole proxy, with rules and evidence, has to show.</summary>
internal static class Declared
{
    /// <summary>Every family, whether or not anything was counted yet.</summary>
    public static async Task<IReadOnlyList<Family>> FamiliesAsync()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);
        return proxy.Instruments.Families;
    }

    /// <summary>The names of all samples that a page can have.</summary>
    public static async Task<IReadOnlySet<string>> SampleNamesAsync() =>
        (await FamiliesAsync()).SelectMany(family => family.Type switch
        {
            FamilyType.Counter => [family.PageName + "_total"],
            FamilyType.Histogram => new[] { family.PageName + "_bucket", family.PageName + "_sum", family.PageName + "_count" },
            _ => [family.PageName],
        }).ToHashSet(StringComparer.Ordinal);
}
