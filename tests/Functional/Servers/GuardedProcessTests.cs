using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Servers;

public sealed class GuardedProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const string Server = "echo ready; exec sleep 1000";

    [Fact]
    public async Task A_server_and_its_data_go_when_the_test_process_is_gone()
    {
        using var data = new TempFolder("guard");
        await using var guarded = GuardedProcess.Start(data.Path, "/bin/sh", ["-c", $"echo $$ > {data.Combine("pid")}; {Server}"]);
        await guarded.Shell.WaitForLineAsync(line => line == "ready", Patience);
        var pid = (await File.ReadAllTextAsync(data.Combine("pid"))).Trim();

        // The kernel closes a killed process's end of the pipe; so does this.
        guarded.Shell.Input.Close();

        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{pid}") && !Directory.Exists(data.Path), Patience, "server and data to be gone");
    }

    [Fact]
    public async Task A_server_that_is_killed_keeps_its_data()
    {
        using var data = new TempFolder("guard");
        data.Write("kept", "here");
        await using var guarded = GuardedProcess.Start(data.Path, "/bin/sh", ["-c", Server]);
        await guarded.Shell.WaitForLineAsync(line => line == "ready", Patience);

        await guarded.KillAsync();

        Assert.Equal(137, guarded.Shell.ExitCode);
        Assert.Equal("here", await File.ReadAllTextAsync(data.Combine("kept")));
    }
}
