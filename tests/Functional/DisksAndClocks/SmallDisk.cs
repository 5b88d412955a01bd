using Compliance.Harness;

namespace Compliance.Functional.DisksAndClocks;

/// <summary>
/// A disk of a few MiB for one program: a file system in memory over an empty folder, in a mount namespace that a process of the test's own
/// keeps, so that it outlasts the program's kills and is gone with the tests. Another program on it, this one, takes every byte that is free, as long as a
/// test wants. Needs the right to mount, as root has.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Mount = """mount -t tmpfs -o size="$1"m tmpfs "$0" && echo mounted && exec sleep infinity""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new("small-disk");
    private readonly GuardedProcess _holder;
    private CancellationTokenSource? _greed;
    private Task _eating = Task.CompletedTask;

    private SmallDisk(int megabytes) => _holder = GuardedProcess.Start(null, "unshare", ["--mount", "/bin/sh", "-c", Mount, _folder.Path, $"{megabytes}"]);

    public static async Task<SmallDisk> MakeAsync(int megabytes)
    {
        var disk = new SmallDisk(megabytes);
        try
        {
            await disk._holder.Shell.WaitForLineAsync(line => line == "mounted", Patience);
            await disk._holder.Shell.WaitForLineAsync(line => line.StartsWith(GuardedProcess.ServerLine, StringComparison.Ordinal), Patience);
            var tried = await ChildProcess.RunAsync(disk.Around(["/bin/true"])[0], disk.Around(["/bin/true"])[1..]);
            if (tried.ExitCode == 0)
                return disk;
        }
        catch (InvalidOperationException)
        {
            // It ended: it may not mount.
        }

        await disk.DisposeAsync();
        MissingPart.Report("A file system of the test's own", "Run the tests as root, on Linux with util-linux' unshare and nsenter.");
        return disk;
    }

    /// <summary>The command line that runs <paramref name="command"/> with the disk.</summary>
    public string[] Around(string[] command) => ["nsenter", $"--mount=/proc/{_holder.ServerId}/ns/mnt", "--", .. command];

    /// <summary>A path on the disk, for programs that have it.</summary>
    public string Place(string name) => _folder.Combine(name);

    /// <summary>The same place, for those that have not.</summary>
    public string Seen(string path) => $"/proc/{_holder.ServerId}/root{path}";

    /// <summary>From now on nothing is free; what the program gives up is taken at once.</summary>
    public async Task FillAsync()
    {
        _greed = new CancellationTokenSource();
        var full = new TaskCompletionSource();
        _eating = Task.Run(() => EatAsync(full, _greed.Token));
        await full.Task;
    }

    /// <summary>So much is free again, and what is given up from now on stays free.</summary>
    public async Task RestAsync(int megabytes)
    {
        await EndAsync();
        await using var file = new FileStream(Seen(Place("greed")), FileMode.Open);
        file.SetLength(Math.Max(0, file.Length - (megabytes << 20)));
    }

    /// <summary>All that was taken is free again.</summary>
    public async Task FreeAsync()
    {
        await EndAsync();
        File.Delete(Seen(Place("greed")));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _holder.DisposeAsync();
        _folder.Dispose();
    }

    private async Task EndAsync()
    {
        if (_greed is null)
            return;
        await _greed.CancelAsync();
        await _eating;
        _greed.Dispose();
        _greed = null;
    }

    private async Task EatAsync(TaskCompletionSource full, CancellationToken stop)
    {
        var bytes = new byte[64 << 10];
        await using var file = new FileStream(Seen(Place("greed")), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                file.Write(bytes);
            }
            catch (IOException)
            {
                full.TrySetResult();
                await Task.Delay(5, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
