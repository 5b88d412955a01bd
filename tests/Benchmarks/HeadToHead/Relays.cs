using Compliance.Benchmarks.Micro;
using Compliance.Harness;

namespace Compliance.Benchmarks.HeadToHead;

/// <summary>Starts each relay in front of the broker.</summary>
internal static class Relays
{
    /// <summary>
    /// No relay; HAProxy; the proxy without policies, and the same with socket completions on the thread pool; with policies for topics that
    /// they leave as they are, then with audit too, and with both for topics of which two fields are masked.
    /// </summary>
    public static readonly string[] Names = ["direct", "haproxy", "proxy", "pooled", "ruled", "audited", "masked"];

    /// <summary>These speak TLS to the broker too, which advertises itself by that, so that only what needs no addresses of it can use them.</summary>
    private static readonly string[] ToTls = ["haproxy-tls", "proxy-tls"];

    private const int BrokerPorts = 4;

    public static async Task<Relay> StartAsync(string name, Broker broker, TestCertificate certificate, TempFolder folder) => name switch
    {
        "direct" => new Relay(name, broker.Address, broker.TlsAddress, "plain", certificate, null, ""),
        "haproxy" => await HaproxyAsync(name, broker.RelayPort, broker.BehindRelay, certificate, folder),
        "haproxy-tls" => await HaproxyAsync(name, FreePort.Next(), $"{broker.TlsAddress} ssl verify required ca-file {certificate.CertificateFile}", certificate, folder),
        "proxy" or "pooled" or "proxy-tls" => await ProxyAsync(name, "plain", broker, certificate, folder, policies: false, audit: false),
        "ruled" => await ProxyAsync(name, "plain", broker, certificate, folder, policies: true, audit: false),
        "audited" => await ProxyAsync(name, "plain", broker, certificate, folder, policies: true, audit: true),
        "masked" => await ProxyAsync(name, "masked", broker, certificate, folder, policies: true, audit: true),
        _ => throw new ArgumentException($"No relay is called {name}; there are {string.Join(", ", Names.Concat(ToTls))}."),
    };

    /// <summary>TCP mode with Debian's defaults, one thread for each processor.</summary>
    private static async Task<Relay> HaproxyAsync(string name, int port, string server, TestCertificate certificate, TempFolder folder)
    {
        int tls = FreePort.Next();
        string settings = folder.Write($"{name}.cfg", $"""
            defaults
              mode tcp
              timeout connect 5s
              timeout client 300s
              timeout server 300s
            listen kafka
              bind 127.0.0.1:{port}
              server kafka {server}
            listen kafka-tls
              bind 127.0.0.1:{tls} ssl crt {certificate.BothFile}
              server kafka {server}

            """);
        GuardedProcess process = GuardedProcess.Start(null, "haproxy", ["-db", "-f", settings]);
        await ListensAsync(port);
        return new Relay(name, $"127.0.0.1:{port}", $"127.0.0.1:{tls}", "plain", certificate, process, "haproxy");
    }

    private static async Task<Relay> ProxyAsync(string name, string topicPrefix, Broker broker, TestCertificate certificate, TempFolder folder, bool policies, bool audit)
    {
        int port = FreePort.Range(1 + BrokerPorts);
        int tls = FreePort.Range(1 + BrokerPorts);
        folder.Write($"{name}/policies/benchmark.yaml", MaskPolicy.Text);
        string brokers = name == "proxy-tls" ? $"bootstrap: [\"{broker.TlsAddress}\"], tls: {{ca: {certificate.CertificateFile}, name: localhost}}" : $"bootstrap: [\"{broker.Address}\"]";
        string rules = policies ? "    policies: policies" : "";
        string evidence = audit ? "audit: {cluster: main, topic: compliance.audit, journal: journal, mode: durable}" : "";
        string settings = folder.Write($"{name}/proxy.yaml", $$"""
            clusters:
              main: { {{brokers}} }
            routes:
              open:
                cluster: main
                listen: {address: 127.0.0.1, port: {{port}}, brokerPorts: {{port + 1}}-{{port + BrokerPorts}}}
                advertise: 127.0.0.1
                clients: {anonymous: true}
            {{rules}}
              secure:
                cluster: main
                listen:
                  address: 127.0.0.1
                  port: {{tls}}
                  brokerPorts: {{tls + 1}}-{{tls + BrokerPorts}}
                  tls: {certificate: {{certificate.CertificateFile}}, key: {{certificate.KeyFile}}}
                advertise: 127.0.0.1
                clients: {anonymous: true}
            {{rules}}
            {{evidence}}
            admin: {address: 127.0.0.1, port: {{FreePort.Next()}}}

            """);
        string program = Path.Combine(AppContext.BaseDirectory, "compliance-proxy.dll");
        var environment = new Dictionary<string, string?> { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = name == "pooled" ? "0" : null };
        GuardedProcess process = GuardedProcess.Start(null, "dotnet", ["exec", program, "run", "--config", settings], environment);
        await process.Shell.WaitForLineAsync(line => line.Contains("ready", StringComparison.OrdinalIgnoreCase), TimeSpan.FromSeconds(30));
        return new Relay(name, $"127.0.0.1:{port}", $"127.0.0.1:{tls}", topicPrefix, certificate, process, "dotnet");
    }

    private static Task ListensAsync(int port) =>
        Eventually.TrueAsync(() => ListeningPort.IsOpenAsync(port), TimeSpan.FromSeconds(10), $"port {port} to listen");
}
