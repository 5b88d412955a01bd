using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace Compliance.Harness;

/// <summary>Whether a Docker engine answers on this machine, and a start of one container on it.</summary>
internal static class Docker
{
    private static readonly Lazy<Task<bool>> Answers = new(AskAsync);

    public static Task<bool> IsRunningAsync() => Answers.Value;

    /// <summary>The container runs until the test process ends: the client library's reaper removes it then, even after a kill.</summary>
    public static async Task<IContainer> StartAsync(ContainerBuilder builder)
    {
        var container = builder.WithCleanUp(true).Build();
        await container.StartAsync();
        return container;
    }

    private static async Task<bool> AskAsync()
    {
        // The client library looks further (contexts, user sockets); these two places are where an engine is found without any setting.
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 })
            return true;
        const string path = "/var/run/docker.sock";
        if (!File.Exists(path))
            return false;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
