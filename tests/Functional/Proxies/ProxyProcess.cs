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
    private readonly string? _hosts;
    private GuardedProcess _process = null!;

    private ProxyProcess(ProxySettings settings, string? hosts) => (_settings, _hosts) = (settings, hosts);

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

    /// <param name="settings">Its settings, and the files beside them.</param>
    /// <param name="hosts">A file that is <c>/etc/hosts</c> to this proxy alone (<see cref="OwnHosts"/>).</param>
    public static async Task<ProxyProcess> StartAsync(ProxySettings settings, string? hosts = null)
    {
        var proxy = new ProxyProcess(settings, hosts);
        foreach (var (name, text) in settings.Files)
            proxy._folder.Write(name, text);
        proxy._folder.Write("proxy.yaml", settings.Yaml);
        await proxy.StartAgainAsync();
        return proxy;
    }

    public async Task StartAgainAsync()
    {
        string[] command = ["dotnet", "exec", ProgramPath.Of("compliance-proxy"), "run", "--config", _folder.Combine("proxy.yaml")];
        if (_hosts is not null)
            command = OwnHosts.Around(_hosts, command);
        _process = GuardedProcess.Start(null, command[0], command[1..]);
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
