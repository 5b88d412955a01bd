using Compliance.Functional.Proxies;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Local;

/// <summary>The main job on embedded parts, as the README's first command runs it.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task It_stops_by_itself_says_what_was_checked_and_leaves_an_archive_that_the_auditor_reads()
    {
        using var data = new TempFolder("local");

        var run = await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-local"), "--for", "8s", "--data", data.Path]);

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Error}");
        Assert.Contains("✔ The analyst reads them masked", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('✘', run.Output);
        Assert.NotEmpty(Directory.GetFiles(data.Combine("archive"), "*.parquet", SearchOption.AllDirectories));
        var query = await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("auditctl"), "query", "--archive", data.Combine("archive"), "--who", "User:analyst", "--class", "card-number", "--format", "csv"]);
        Assert.Contains("payments.eu", query.Checked().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--for", "soon")]
    [InlineData("--for", "20")]
    [InlineData("--forever")]
    public async Task A_wrong_command_line_is_refused_before_anything_starts(params string[] arguments)
    {
        var run = await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-local"), .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(arguments[0], run.Error + run.Output, StringComparison.Ordinal);
    }
}
