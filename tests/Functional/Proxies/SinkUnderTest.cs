using Compliance.Harness;

namespace Compliance.Functional.Proxies;

/// <summary><c>auditsink</c> as a process of its own, with its archive in a folder of its own.</summary>
internal sealed class SinkUnderTest : IAsyncDisposable
{
    private const string MostRows = "100000";
    private readonly TempFolder _folder = new("sink");
    private GuardedProcess _process = null!;

    public string Archive => _folder.Combine("archive");

    public string Log => _process.Shell.Text;

    /// <param name="bootstrapServers">The broker that holds the audit topic.</param>
    /// <param name="topic">The audit topic.</param>
    /// <param name="elasticsearch">Null: the archive alone.</param>
    /// <param name="indexPrefix">Of the indices.</param>
    public static async Task<SinkUnderTest> StartAsync(string bootstrapServers, string topic, Uri? elasticsearch = null, string indexPrefix = "audit-kafka")
    {
        var sink = new SinkUnderTest();
        var index = elasticsearch is null ? "" : $$"""elasticsearch: {url: "{{elasticsearch}}", indexPrefix: "{{indexPrefix}}", replicas: 0, refreshSeconds: 1 }""";
        sink._folder.Write("sink.yaml", $$"""
            kafka: {bootstrap: "{{bootstrapServers}}", topic: {{topic}}, group: {{topic}}-sink}
            archive: {path: "{{sink.Archive}}", roll: {seconds: 1} }
            {{index}}
            """);
        await sink.StartAgainAsync();
        return sink;
    }

    public Task StartAgainAsync()
    {
        _process = GuardedProcess.Start(null, "dotnet", ["exec", ProgramPath.Of("auditsink"), "--config", _folder.Combine("sink.yaml")]);
        return _process.Shell.WaitForLineAsync(line => line.Contains("Reading", StringComparison.Ordinal), TimeSpan.FromSeconds(120));
    }

    public Task StopAsync() => _process.StopAsync();

    public Task KillAsync() => _process.KillAsync();

    /// <summary>Runs <c>auditctl query</c> on the archive; gives its rows, all of them.</summary>
    public async Task<IReadOnlyList<System.Text.Json.JsonElement>> QueryAsync(params string[] filters)
    {
        var result = await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("auditctl"), "query", "--archive", Archive, "--format", "json", "--limit", MostRows, .. filters]);
        using var document = System.Text.Json.JsonDocument.Parse(result.Checked().Output);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
