using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Compliance.Harness;

/// <summary>
/// Stands between a program and its disk: the kernel holds each call by which the program makes bytes or names last (fsync, rename, link,
/// unlink) until the test lets it go on. There a process can be killed or held at an exact step; a killed one has not made the call.
/// A few lines of Perl lay the filter (seccomp's user notification, Linux 5.6, x86-64) and become the program; this process serves it.
/// <code>
///   perl: filter laid, "tap: descriptor N" printed --exec--> program --fsync--> kernel --told--> the test --"go on"--> kernel
/// </code>
/// One thread; a held call does not hold the next one up. Dispose it when the program has ended: nobody else lets it go on.
/// </summary>
public sealed class DiskTap : IDisposable
{
    private const string Line = "tap: descriptor ";

    // load arch; another than x86-64: allow. load number; one of ours: notify; else allow. The listener outlives exec.
    private const string Launcher = """
        my @held = (74, 75, 82, 86, 87, 263, 264, 265, 316);
        my $code = pack("SCCL", 0x20, 0, 0, 4) . pack("SCCL", 0x15, 1, 0, 0xC000003E) . pack("SCCL", 0x06, 0, 0, 0x7FFF0000) . pack("SCCL", 0x20, 0, 0, 0);
        $code .= pack("SCCL", 0x15, @held - $_, 0, $held[$_]) for 0 .. $#held;
        $code .= pack("SCCL", 0x06, 0, 0, 0x7FFF0000) . pack("SCCL", 0x06, 0, 0, 0x7FC00000);
        syscall(157, 38, 1, 0, 0, 0) == 0 or die "no_new_privs: $!";
        my $listener = syscall(317, 1, 8, pack("S x6 P", length($code) / 8, $code));
        $listener >= 0 or die "seccomp: $!";
        syscall(72, $listener, 2, 0) == 0 or die "fcntl: $!";
        $| = 1;
        print "tap: descriptor $listener\n";
        exec @ARGV or die "exec: $!";
        """;

    private const nuint Receive = 0xC0502100;
    private const nuint Send = 0xC0182101;
    private const int NoticeBytes = 80;
    private const int ReplyBytes = 24;
    private const int PageBytes = 4096;
    private const short Readable = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly int _listener;
    private readonly Func<string, Task> _before;
    private readonly Thread _thread;
    private volatile bool _stopped;

    private DiskTap(int listener, Func<string, Task> before)
    {
        (_listener, _before) = (listener, before);
        _thread = new Thread(Serve) { IsBackground = true, Name = "disk-tap" };
        _thread.Start();
    }

    /// <summary>The command line that runs <paramref name="command"/> behind a tap. It stands still until somebody attaches.</summary>
    public static string[] Around(string[] command) => ["perl", "-e", Launcher, .. command];

    /// <summary>Serves a program started by <see cref="Around"/>.</summary>
    /// <param name="process">It.</param>
    /// <param name="before">Gets <c>fsync PATH</c>, <c>unlink PATH</c>, <c>rename PATH -> PATH</c> or <c>link PATH -> PATH</c> of a call that the kernel has not begun; the call waits for it.</param>
    public static async Task<DiskTap> AttachAsync(GuardedProcess process, Func<string, Task> before)
    {
        var line = await process.Shell.WaitForLineAsync(line => line.StartsWith(Line, StringComparison.Ordinal), Patience);

        // The guard tells the server's id beside it, before or after.
        await process.Shell.WaitForLineAsync(line => line.StartsWith(GuardedProcess.ServerLine, StringComparison.Ordinal), Patience);
        var pid = (int)SystemCall(434, process.ServerId, 0, 0);
        var listener = (int)SystemCall(438, pid, int.Parse(line[Line.Length..], CultureInfo.InvariantCulture), 0);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(pid);
        return listener >= 0 ? new DiskTap(listener, before) : throw new IOException($"The tap's descriptor cannot be had: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Ends the test where the machine has no such taps.</summary>
    public static async Task NeedAsync()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            MissingPart.Report("A tap on system calls", "It is written for Linux on x86-64.");
        await using var tried = GuardedProcess.Start(null, "perl", Around(["/bin/true"])[1..]);
        var end = await tried.Shell.WaitForExitAsync(Patience);
        if (end != 0)
            MissingPart.Report("A tap on system calls", $"It needs Perl, and the right to lay a seccomp filter and to take a child's descriptor. {tried.Shell.Text}");
    }

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
        _ = Close(_listener);
    }

    private void Serve()
    {
        var notice = new byte[NoticeBytes];
        var poll = new PollEntry { Descriptor = _listener, Events = Readable };
        while (!_stopped)
        {
            poll.Returned = 0;
            if (Poll(ref poll, 1, 100) <= 0)
                continue;
            if ((poll.Returned & Readable) == 0)
                return; // All that the filter was laid on have ended.
            Array.Clear(notice);
            if (Control(_listener, Receive, notice) == 0)
                _ = AnswerAsync(BitConverter.ToUInt64(notice), Describe(notice));
        }
    }

    private async Task AnswerAsync(ulong id, string? what)
    {
        if (what is not null)
            await _before(what).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var reply = new byte[ReplyBytes];
        BitConverter.TryWriteBytes(reply, id);
        reply[20] = 1; // go on
        if (!_stopped)
            _ = Control(_listener, Send, reply);
    }

    // Null: the process has ended meanwhile.
    private static string? Describe(byte[] notice)
    {
        var process = BitConverter.ToInt32(notice, 8);
        var call = BitConverter.ToInt32(notice, 16);
        try
        {
            return call switch
            {
                74 or 75 => $"fsync {new FileInfo($"/proc/{process}/fd/{Argument(0)}").ResolveLinkTarget(false)?.FullName}",
                87 => $"unlink {Text(0)}",
                263 => $"unlink {Text(1)}",
                82 => $"rename {Text(0)} -> {Text(1)}",
                264 or 316 => $"rename {Text(1)} -> {Text(3)}",
                86 => $"link {Text(0)} -> {Text(1)}",
                _ => $"link {Text(1)} -> {Text(3)}",
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        ulong Argument(int index) => BitConverter.ToUInt64(notice, 32 + (8 * index));

        string Text(int index) => Read(process, (long)Argument(index));
    }

    private static string Read(int process, long address)
    {
        using var memory = File.OpenHandle($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var text = new List<byte>();
        while (true)
        {
            // To the page's end: the next one may not be there.
            var page = new byte[PageBytes - (int)(address % PageBytes)];
            var read = RandomAccess.Read(memory, page, address);
            var end = page.AsSpan(0, read).IndexOf((byte)0);
            text.AddRange(page.AsSpan(0, end < 0 ? read : end));
            // A path has no more bytes; a program that is being killed may have something else there by now.
            if (end >= 0 || read == 0 || text.Count > PageBytes)
                return Encoding.UTF8.GetString([.. text]);
            address += read;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SystemCall(nint number, nint first, nint second, nint third);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollEntry entries, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
