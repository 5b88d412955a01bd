using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests;

/// <summary>The program as an operator starts it.</summary>
public sealed class ProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TempFolder _folder = new("program");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wrong_settings_are_said_with_their_place_and_nothing_starts()
    {
        var file = _folder.Write("sink.yaml", "kafka: {bootstrap: a, topik: t}\narchive: {path: x}\n");

        foreach (var arguments in new[] { new[] { "check", "--config", file }, ["--config", file] })
        {
            var result = await RunAsync(arguments);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains($"{file}:1:23: kafka.topik is unknown", result.Error, StringComparison.Ordinal);
            Assert.Contains("kafka.topic is missing", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Right_settings_pass_the_check()
    {
        var file = _folder.Write("sink.yaml", "kafka: {bootstrap: 'a:1', topic: t}\narchive: {path: x}\n");

        Assert.Equal(0, (await RunAsync("check", "--config", file)).ExitCode);
    }

    [Fact]
    public async Task Without_its_settings_it_says_what_it_needs() =>
        Assert.Contains("--config", (await RunAsync()).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_damaged_manifest_ends_it_with_an_exit_code_of_its_own()
    {
        using var kafka = new MockKafka();
        await kafka.SendAsync("audit", Sample.Batch(1, 5));
        foreach (var partition in Enumerable.Range(0, 4))
            _folder.Write(Path.Combine("archive", ArchiveLayout.EntryName("audit", partition, 0)), "damage");
        var file = _folder.Write("sink.yaml", $"kafka: {{bootstrap: '{kafka.Bootstrap}', topic: audit}}\narchive: {{path: '{_folder.Combine("archive")}'}}\n");

        var result = await RunAsync("--config", file);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("this entry of the manifest is damaged", result.Output, StringComparison.Ordinal);
    }

    private static Task<ChildResult> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "auditsink.dll"), .. arguments], patience: Patience);
}
