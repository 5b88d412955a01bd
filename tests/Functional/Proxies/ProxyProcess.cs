using Compliance.Harness;

namespace Compliance.Functional.Proxies;

/// <summary>
/// <c>compliance-proxy</c> as a process of its own, as it ships, started with a settings file in a folder of its own.
/// It never outlives the tests (<see cref="GuardedProcess"/>).
/// </summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly TempFolder _folder = new("proxy");
    private readonly ProxySettings _settings;
    private GuardedProcess _process = null!;

    private ProxyProcess(ProxySettings settings) => _settings = settings;

    /// <summary><c>host:port</c> for clients.</summary>
    public string Bootstrap => $"127.0.0.1:{_settings.Port}";

    public int Port => _settings.Port;

    public Uri Admin => new($"http://127.0.0.1:{_settings.AdminPort}");

    /// <summary>Everything it has printed.</summary>
    public string Log => _process.Shell.Text;

    /// <summary>Where its journal lies.</summary>
    public string JournalFolder => _folder.Combine("journal");

    /// <summary>Where a governed proxy's users stand.</summary>
    public string UsersFile => _folder.Combine("users");

    /// <summary>Bytes of memory that the process holds now.</summary>
    public long ResidentBytes => _process.ServerResidentBytes;

    /// <summary>The most that it ever held.</summary>
    public long PeakBytes => _process.ServerPeakBytes;

    public static async Task<ProxyProcess> StartAsync(ProxySettings settings)
    {
        var proxy = new ProxyProcess(settings);
        foreach (var (name, text) in settings.Files)
            proxy._folder.Write(name, text);
        proxy._folder.Write("proxy.yaml", settings.Yaml);
        await proxy.StartAgainAsync();
        return proxy;
    }

    public async Task StartAgainAsync()
    {
        _process = GuardedProcess.Start(null, "dotnet", ["exec", ProgramPath.Of("compliance-proxy"), "run", "--config", _folder.Combine("proxy.yaml")]);
        await _process.Shell.WaitForLineAsync(line => line.Contains("ready", StringComparison.OrdinalIgnoreCase), TimeSpan.FromSeconds(30));
    }

    public Task StopAsync() => _process.StopAsync();

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
