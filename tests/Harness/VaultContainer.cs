using DotNet.Testcontainers.Builders;

namespace Compliance.Harness;

/// <summary>Vault's own image in its development mode, where a Docker engine runs: all in memory, unsealed, for tests alone.</summary>
internal static class VaultContainer
{
    private const string Image = "hashicorp/vault:1.21";
    private const ushort InnerPort = 8200;

    /// <summary>Its address, or null where no engine runs.</summary>
    public static async Task<Uri?> TryStartAsync(string token)
    {
        if (!await Docker.IsRunningAsync())
            return null;
        var container = await Docker.StartAsync(new ContainerBuilder(Image)
            .WithPortBinding(InnerPort, assignRandomHostPort: true)
            .WithEnvironment("VAULT_DEV_ROOT_TOKEN_ID", token)
            .WithEnvironment("SKIP_SETCAP", "true")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(InnerPort).ForPath("/v1/sys/health"))));
        return new Uri($"http://127.0.0.1:{container.GetMappedPublicPort(InnerPort)}");
    }
}
