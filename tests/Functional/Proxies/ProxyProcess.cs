using System.Globalization;
using Compliance.Harness;

namespace Compliance.Functional.Proxies;

/// <summary>
/// <c>compliance-proxy</c> as a process of its own, as it ships, started with a settings file in a folder of its own.
/// It never outlives the tests (<see cref="GuardedProcess"/>).
/// </summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TempFolder _folder = new("proxy");
    private readonly ProxySettings _settings;
    private readonly string? _hosts;
    private GuardedProcess _process = null!;
    private int? _descriptors;
    private Func<string, Task>? _disk;
    private Func<string[], string[]> _around = command => command;
    private DiskTap? _tap;

    private ProxyProcess(ProxySettings settings, string? hosts) => (_settings, _hosts) = (settings, hosts);

    /// <summary><c>host:port</c> for clients.</summary>
    public string Bootstrap => $"127.0.0.1:{_settings.Port}";

    public int Port => _settings.Port;

    /// <summary>What clients trust; null: they come without TLS.</summary>
    public string? CaPem => _settings.CaPem;

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

    /// <summary>CPU that the process has used.</summary>
    public TimeSpan Cpu => _process.ServerProcessor;

    /// <summary>File descriptors that it has open.</summary>
    public int Descriptors => Directory.EnumerateFileSystemEntries($"/proc/{_process.ServerId}/fd").Count();

    public int Id => _process.ServerId;
    public bool HasExited => _process.Shell.HasExited;

    /// <param name="settings">Its settings, and the files beside them.</param>
    /// <param name="hosts">A file that is <c>/etc/hosts</c> to this proxy alone (<see cref="OwnHosts"/>).</param>
    /// <param name="descriptors">Most file descriptors that it may have (ulimit -n); null: as many as the tests.</param>
    /// <param name="disk">Is told of each step by which it makes something last (<see cref="DiskTap"/>); null: nobody is.</param>
    /// <param name="around">Gives it another world: a small disk, another clock; null: that of the tests.</param>
    public static async Task<ProxyProcess> StartAsync(
        ProxySettings settings, string? hosts = null, int? descriptors = null, Func<string, Task>? disk = null, Func<string[], string[]>? around = null)
    {
        var proxy = new ProxyProcess(settings, hosts) { _descriptors = descriptors, _disk = disk };
        proxy._around = around ?? proxy._around;
        foreach (var (name, text) in settings.Files)
            proxy._folder.Write(name, text);
        proxy._folder.Write("proxy.yaml", settings.Yaml);
        await proxy.StartAgainAsync();
        return proxy;
    }

    public async Task StartAgainAsync()
    {
        // Below a nohup, signals that it ignores would be ignored by the proxy too.
        string[] command = ["env", "--default-signal=HUP", "dotnet", "exec", ProgramPath.Of("compliance-proxy"), "run", "--config", _folder.Combine("proxy.yaml")];
        command = _around(command);
        if (_hosts is not null)
            command = OwnHosts.Around(_hosts, command);
        if (_descriptors is { } most)
            command = ["/bin/sh", "-c", $"ulimit -n {most}; exec \"$@\"", "sh", .. command];
        if (_disk is not null)
            command = DiskTap.Around(command);
        _tap?.Dispose();
        _process = GuardedProcess.Start(null, command[0], command[1..]);
        _tap = _disk is null ? null : await DiskTap.AttachAsync(_process, _disk);
        await _process.Shell.WaitForLineAsync(line => line.Contains("ready", StringComparison.OrdinalIgnoreCase), Patience);
    }

    /// <summary>Writes a file beside its settings, as an editor does: it is replaced and not rewritten.</summary>
    public void Write(string name, string text) => File.Move(_folder.Write(name + ".new", text), _folder.Combine(name.Split('/')), overwrite: true);

    /// <summary>Sends a signal: TERM, HUP, …</summary>
    public async Task SignalAsync(string name) => (await ChildProcess.RunAsync("/bin/sh", ["-c", $"kill -{name} {_process.ServerId}"])).Checked();

    /// <summary>Waits for its end; gives its exit code.</summary>
    public Task<int> WaitForExitAsync() => _process.Shell.WaitForExitAsync(Patience);

    public Task<string> WaitForLineAsync(string part) => _process.Shell.WaitForLineAsync(line => line.Contains(part, StringComparison.Ordinal), Patience);

    /// <summary>What its page of metrics says; the sum over all labels, or those series that have <paramref name="label"/>; 0 where there is none.</summary>
    public async Task<double> MetricAsync(string name, string label = "")
    {
        using var http = new HttpClient { BaseAddress = Admin };
        return (await http.GetStringAsync("metrics")).Split('\n').Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Where(line => line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public Task StopAsync() => _process.StopAsync();

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _tap?.Dispose();
        _folder.Dispose();
    }
}
