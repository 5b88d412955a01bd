using Compliance.Harness;

namespace Compliance.Functional.Proxies;

/// <summary>
/// Gives a program an <c>/etc/hosts</c> of its own: a mount namespace, in which a file of the test's lies over the machine's, which
/// stays as it is. The file may be written again while the program runs. Needs the right to mount, as root has.
/// </summary>
internal static class OwnHosts
{
    private const string Over = """mount --bind "$0" /etc/hosts && exec "$@" """;

    /// <summary>The command line that runs <paramref name="command"/> so.</summary>
    public static string[] Around(string hosts, string[] command) => ["unshare", "--mount", "/bin/sh", "-c", Over, hosts, .. command];

    /// <summary>Ends the test where the machine does not allow it.</summary>
    public static async Task NeedAsync(string hosts)
    {
        var command = Around(hosts, ["/bin/cat", "/etc/hosts"]);
        var tried = await ChildProcess.RunAsync(command[0], command[1..]);
        if (tried.ExitCode != 0 || tried.Output != await File.ReadAllTextAsync(hosts))
            MissingPart.Report("A mount namespace of the test's own", "Run the tests as root, on Linux with util-linux' unshare.");
    }
}
