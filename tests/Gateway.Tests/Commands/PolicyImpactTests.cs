using System.Runtime.Versioning;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Commands;

/// <summary><c>policy impact</c> becomes auditctl, wherever that is. Here a stand-in that tells what it was given; the real one: PaymentsJourneyTests.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PolicyImpactTests : IDisposable
{
    private const string StandIn = """
        #!/bin/sh
        echo "process $$, completions ${DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS:-as usual}"
        printf '[%s]' "$@"
        cat
        echo "not recorded" >&2
        exit 4
        """;

    private readonly TempFolder _folder = new("impact");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Options_help_input_output_and_exit_code_are_those_of_auditctl()
    {
        Install("bin/auditctl", StandIn);

        var result = await ChildProcess.RunAsync("dotnet", Command("old policies", "new", "--from", "topic", "--since=7d", "--help", "--", "ü"), "the input", Path());

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("[impact][old policies][new][--from][topic][--since=7d][--help][--][ü]the input", result.Output, StringComparison.Ordinal);
        Assert.Equal("not recorded\n", result.Error);
    }

    [Fact]
    public async Task It_is_the_same_process_so_that_signals_reach_it_and_the_proxys_own_tuning_does_not()
    {
        Install("bin/auditctl", StandIn);
        await using var process = ChildProcess.Start("dotnet", Command(), Path());
        process.Input.Close();

        Assert.Equal($"process {process.Id}, completions as usual", await process.WaitForLineAsync(line => line.StartsWith("process", StringComparison.Ordinal), TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_link_on_the_path_leads_to_it()
    {
        Install("lib/auditctl", StandIn);
        Directory.CreateDirectory(_folder.Combine("bin"));
        File.CreateSymbolicLink(_folder.Combine("bin", "auditctl"), _folder.Combine("lib", "auditctl"));

        Assert.Equal(4, (await ChildProcess.RunAsync("dotnet", Command(), environment: Path())).ExitCode);
    }

    [Fact]
    public async Task Where_it_is_not_it_is_told_where_it_is_looked_for_and_the_kernels_program_of_that_name_is_not_taken_for_it()
    {
        Executable("bin/auditctl", "#!/bin/sh\necho taken\n");

        var result = await ChildProcess.RunAsync("dotnet", Command("old", "new", "--from", "topic"), environment: Path());

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains($"What was recorded is read by auditctl, which is not here: not in {AppContext.BaseDirectory}, not in a folder 'auditctl' beside that one, not on PATH.", result.Error, StringComparison.Ordinal);
        Assert.Contains("run 'auditctl impact' with the same arguments where it is", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_started_is_named_with_the_reason()
    {
        Install("bin/auditctl", StandIn);
        File.SetUnixFileMode(_folder.Combine("bin", "auditctl"), UnixFileMode.UserRead);

        var result = await ChildProcess.RunAsync("dotnet", Command("old", "new"), environment: Path());

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"can't be started ({_folder.Combine("bin", "auditctl")}: Permission denied)", result.Error, StringComparison.Ordinal);
    }

    private static string[] Command(params string[] arguments) =>
        ["exec", System.IO.Path.Combine(AppContext.BaseDirectory, "compliance-proxy.dll"), "policy", "impact", .. arguments];

    private Dictionary<string, string?> Path() => new(StringComparer.Ordinal) { ["PATH"] = $"{_folder.Combine("bin")}:/usr/bin:/bin" };

    /// <summary>As it is published: the program, and its code beside it.</summary>
    private void Install(string name, string script)
    {
        Executable(name, script);
        _folder.Write(name + ".dll", "");
    }

    private void Executable(string name, string script) =>
        File.SetUnixFileMode(_folder.Write(name, script), UnixFileMode.UserRead | UnixFileMode.UserExecute);
}
