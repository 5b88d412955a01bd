using DotNet.Testcontainers.Builders;

namespace Compliance.Harness;

/// <summary>Elasticsearch's own image, where a Docker engine runs: one node without security, for tests alone.</summary>
internal static class ElasticsearchContainer
{
    private const string Image = "elasticsearch:8.19.0";
    private const ushort InnerPort = 9200;

    /// <summary>Its address, or null where no engine runs.</summary>
    public static async Task<Uri?> TryStartAsync()
    {
        if (!await Docker.IsRunningAsync())
            return null;
        var container = await Docker.StartAsync(new ContainerBuilder(Image)
            .WithPortBinding(InnerPort, assignRandomHostPort: true)
            .WithEnvironment("discovery.type", "single-node")
            .WithEnvironment("xpack.security.enabled", "false")
            .WithEnvironment("action.destructive_requires_name", "false")
            .WithEnvironment("ES_JAVA_OPTS", "-Xms512m -Xmx512m")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(InnerPort))));
        return new Uri($"http://{container.Hostname}:{container.GetMappedPublicPort(InnerPort)}");
    }
}
