using System.Globalization;
using Compliance.Harness;

namespace Compliance.Functional.LoadBalancer;

/// <summary>
/// HAProxy, Debian's, before a proxy: for each of its ports one of its own, in the same order. It connects from 127.0.0.2, so that its
/// connections can be told from its clients'.
/// </summary>
internal sealed class Haproxy : IAsyncDisposable
{
    public const string Address = "127.0.0.2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TempFolder _folder = new("haproxy");
    private GuardedProcess? _process;

    private Haproxy()
    {
    }

    /// <param name="ports">Where clients connect, first of as many as the proxy has.</param>
    /// <param name="proxy">The proxy's first port.</param>
    /// <param name="count">How many.</param>
    /// <param name="sends"><c>send-proxy</c>, <c>send-proxy-v2</c>, or nothing.</param>
    public static async Task<Haproxy> StartAsync(int ports, int proxy, int count, string sends)
    {
        if (!File.Exists("/usr/sbin/haproxy"))
            MissingPart.Report("HAProxy", "Install Debian's package haproxy.");
        var balancer = new Haproxy();
        var parts = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"""
            listen port{i}
              bind 127.0.0.1:{ports + i}
              source {Address}
              server proxy 127.0.0.1:{proxy + i} {sends}

            """));
        var settings = balancer._folder.Write("haproxy.cfg", $"""
            defaults
              mode tcp
              timeout connect 60s
              timeout client 300s
              timeout server 300s
            {string.Concat(parts)}
            """);
        balancer._process = GuardedProcess.Start(null, "/usr/sbin/haproxy", ["-db", "-f", settings]);
        await Eventually.TrueAsync(() => ListeningPort.IsOpenAsync(ports), Patience, "HAProxy to listen");
        return balancer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }
}
