using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Compliance.Harness;

namespace Compliance.Benchmarks.HeadToHead;

/// <summary>What stands between Kafka's tools and the broker: nothing, HAProxy, or the proxy. Owner: one run, which disposes it.</summary>
internal sealed class Relay(string name, string bootstrap, string tlsBootstrap, string topicPrefix, TestCertificate certificate, GuardedProcess? process, string command) : IAsyncDisposable
{
    private const double TicksPerSecond = 100;

    private readonly int _pid = process is null ? 0 : ChildOf(process.Shell.Id, command);

    public string Name => name;

    /// <summary>Where the tools connect.</summary>
    public string Bootstrap => bootstrap;

    /// <summary>The same behind TLS; the relay's other side is plain.</summary>
    public string TlsBootstrap => tlsBootstrap;

    /// <summary>What a client must trust for that.</summary>
    public X509Certificate2 Certificate { get; } = X509CertificateLoader.LoadCertificateFromFile(certificate.CertificateFile);

    /// <summary>What topics must begin with for the policy under test to take hold of them.</summary>
    public string TopicPrefix => topicPrefix;

    /// <summary>Seconds of processor time so far, in user and kernel mode; 0 without a process.</summary>
    public double CpuSeconds()
    {
        if (_pid == 0)
            return 0;
        string stat = File.ReadAllText($"/proc/{_pid}/stat");

        // Behind the command in parentheses, which may hold spaces, the 12th and 13th field are utime and stime.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..13].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident bytes at their highest.</summary>
    public long PeakBytes()
    {
        if (_pid == 0)
            return 0;
        string line = File.ReadLines($"/proc/{_pid}/status").First(one => one.StartsWith("VmHWM", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }

    private static int ChildOf(int shell, string command) =>
        File.ReadAllText($"/proc/{shell}/task/{shell}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))
            .First(pid => File.ReadAllText($"/proc/{pid}/comm").Trim() == command);
}
