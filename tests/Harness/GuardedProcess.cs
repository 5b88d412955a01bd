using System.Globalization;

namespace Compliance.Harness;

/// <summary>
/// A server that never outlives the test process, however that ends. A small shell stands between the two: it starts the server and
/// reads a pipe whose other end only the test process holds. A word on the pipe stops the server; the pipe's end, which the kernel
/// brings about even when the test process is killed, stops it too and removes its data folder.
/// <code>
///   test process --pipe--> sh --starts--> server
///   "term"  -> SIGTERM      "kill" -> SIGKILL      end of pipe -> SIGTERM, 15 s, SIGKILL, rm -r DATA
/// </code>
/// </summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    private const string Guard = """
        data=$1; shift
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        echo "guard: server $server"
        (
          while read -r word <&3; do
            case $word in
              term) kill -TERM $server ;;
              kill) kill -KILL $server ;;
              done) exit ;;
            esac
          done
          kill -TERM $server 2>/dev/null
          for i in $(seq 150); do kill -0 $server 2>/dev/null || break; sleep 0.1; done
          kill -KILL $server 2>/dev/null
          if [ -n "$data" ]; then rm -rf -- "$data"; fi
        ) >/dev/null 2>&1 &
        exec 3<&-
        wait $server
        """;

    /// <summary>What its guard prints before the server's id.</summary>
    public const string ServerLine = "guard: server ";
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(120);

    private GuardedProcess(ChildProcess shell) => Shell = shell;

    /// <summary>The shell; its captured lines are the server's.</summary>
    public ChildProcess Shell { get; }

    /// <summary>Id of the server's process.</summary>
    public int ServerId => int.Parse(Shell.Lines.First(line => line.StartsWith(ServerLine, StringComparison.Ordinal))[ServerLine.Length..], CultureInfo.InvariantCulture);

    /// <summary>Bytes of memory that the server holds now: VmRSS of its status.</summary>
    public long ServerResidentBytes => StatusKilobytes("VmRSS:") * 1024;

    /// <summary>The most that the server ever held: VmHWM of its status.</summary>
    public long ServerPeakBytes => StatusKilobytes("VmHWM:") * 1024;

    /// <summary>Processor that the server has used so far: utime and stime of its stat, in hundredths of a second.</summary>
    public TimeSpan ServerProcessor
    {
        get
        {
            var stat = string.Concat(Kernel("stat"));
            // The program's name, in brackets, may hold spaces.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
        }
    }

    /// <param name="data">A folder to remove when the test process is gone, or null.</param>
    /// <param name="file">The server's program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside those inherited.</param>
    public static GuardedProcess Start(string? data, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        new(ChildProcess.Start("/bin/sh", ["-c", Guard, "guard", data ?? "", file, .. arguments], environment));

    /// <summary>Lets the server end cleanly and waits for it.</summary>
    public Task StopAsync() => EndAsync("term");

    /// <summary>Ends the server in the midst of whatever it does, as a crash would.</summary>
    public Task KillAsync() => EndAsync("kill");

    /// <summary>A server that does not end cleanly in time is killed: what the test has to say of itself must not be lost over it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!Shell.HasExited)
                await StopAsync();
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }

        await Shell.DisposeAsync();
    }

    private long StatusKilobytes(string name) => long.Parse(
        Kernel("status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
        CultureInfo.InvariantCulture);

    /// <summary>What the kernel says of the server; of one that ended by itself there is only what it printed.</summary>
    private string[] Kernel(string file)
    {
        try
        {
            return File.ReadAllLines($"/proc/{ServerId}/{file}");
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"The server has ended: {Shell.Text}", e);
        }
    }

    private async Task EndAsync(string word)
    {
        await Shell.Input.WriteLineAsync(word);
        await Shell.Input.FlushAsync();
        await Shell.WaitForExitAsync(EndPatience);
        // The guard's reader goes too, without touching the data.
        try
        {
            await Shell.Input.WriteLineAsync("done");
            await Shell.Input.FlushAsync();
        }
        catch (IOException)
        {
        }
    }
}
