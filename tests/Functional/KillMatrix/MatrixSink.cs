using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Compliance.Functional.Proxies;
using Compliance.Harness;

namespace Compliance.Functional.KillMatrix;

/// <summary>
/// <c>auditsink</c> as a process of its own behind taps on its disk, its bucket and its Elasticsearch, with a signed archive in a folder or in a
/// bucket and an index of its own; and what <c>auditctl</c> says of that archive. Started again it is the same member of its group.
/// In a <see cref="SinkWorld"/> of its own it has neither taps nor an index.
/// </summary>
internal sealed class MatrixSink : IAsyncDisposable
{
    private const string Origin = "matrix.example/audit";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TempFolder _folder = new("matrix-sink");
    private readonly Dictionary<string, string?> _environment = [];
    private readonly string? _bucket;
    private readonly HttpTap? _search;
    private readonly SinkWorld? _world;
    private readonly HttpTap? _s3;
    private readonly int _adminPort = FreePort.Next();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private DiskTap? _tap;
    private GuardedProcess _process = null!;

    private MatrixSink(string kind, string? bucket, S3Server? server, Uri? elasticsearch, SinkWorld? world)
    {
        (Kind, _bucket, _world) = (kind, bucket, world);
        _search = elasticsearch is null ? null : new HttpTap(elasticsearch) { Before = what => Steps.TellAsync($"before {what}"), After = what => Steps.TellAsync($"after {what}") };
        if (server is null)
            return;
        _s3 = new HttpTap(server.Url) { Before = what => Steps.TellAsync($"before {Uri.UnescapeDataString(what)}"), After = what => Steps.TellAsync($"after {Uri.UnescapeDataString(what)}") };
        (_environment["AWS_ACCESS_KEY_ID"], _environment["AWS_SECRET_ACCESS_KEY"]) = (server.AccessKey, server.SecretKey);
    }

    /// <summary><c>folder</c> or <c>bucket</c>.</summary>
    public string Kind { get; }

    /// <summary>Everything that it is about to do.</summary>
    public StepWatch Steps { get; } = new();

    public string IndexPrefix { get; } = ElasticsearchServer.UniqueName("matrix");

    public string Log => _process.Shell.Text;

    /// <summary>The archive's folder; for a bucket, what its objects' paths begin with.</summary>
    public string Root => _bucket is null ? Place("archive") : $"/{_bucket}/audit";

    public string Copies => _folder.Combine("copies");

    public static async Task<MatrixSink> StartAsync(string kind, string bootstrapServers, string topic, Uri? elasticsearch, SinkWorld? world = null)
    {
        var server = kind == "bucket" ? await S3Server.GetAsync() : null;
        var sink = new MatrixSink(kind, server is null ? null : await MatrixBucket.MakeAsync(server), server, elasticsearch, world);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        sink._folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        sink._folder.Write("key.pub", key.ExportSubjectPublicKeyInfoPem());
        sink._folder.Write("auditctl.yaml", "access: {unrecordedAllowed: true}\n");
        sink._folder.Write("sink.yaml", sink.Settings(bootstrapServers, topic));
        await sink.StartAgainAsync();
        return sink;
    }

    public async Task StartAgainAsync()
    {
        _tap?.Dispose();
        string[] command = ["dotnet", "exec", ProgramPath.Of("auditsink"), "--config", _folder.Combine("sink.yaml")];
        command = _world is null ? DiskTap.Around(command) : _world.Around(command);
        _process = GuardedProcess.Start(null, command[0], command[1..], _environment);
        _tap = _world is null ? await DiskTap.AttachAsync(_process, Steps.TellAsync) : null;
        await _process.Shell.WaitForLineAsync(line => line.Contains("Reading", StringComparison.Ordinal), Patience);
    }

    public Task KillAsync() => _process.KillAsync();

    /// <summary>A clean stop, after which all is in the archive.</summary>
    public async Task StopAsync()
    {
        (await ChildProcess.RunAsync("/bin/sh", ["-c", $"kill -TERM {_process.ServerId}"])).Checked();
        if (await _process.Shell.WaitForExitAsync(Patience) is var code and not 0)
            throw new InvalidOperationException($"The sink ended with {code}.\n{Log}");
    }

    /// <summary>The least that a side of it says of where it stands; -1 while it says nothing.</summary>
    public async Task<double> MetricAsync(string name, string side)
    {
        try
        {
            var page = await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_adminPort}/metrics"));
            return page.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && (side.Length == 0 || line.Contains($"side=\"{side}\"", StringComparison.Ordinal)))
                .Select(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Min();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return -1;
        }
    }

    /// <summary>What keeps it from its work just now, in its own words; empty: nothing.</summary>
    public async Task<string> NotReadyAsync()
    {
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_adminPort}/ready"));
        return answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Waits until archive and index have all before that offset.</summary>
    public async Task UntilAsync(long offset)
    {
        try
        {
            await Eventually.TrueAsync(
                async () => await MetricAsync("auditsink_position", "archive") >= offset && (_search is null || await MetricAsync("auditsink_position", "index") >= offset),
                Patience, $"the {Kind} sink to have everything before {offset}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} archive {await MetricAsync("auditsink_position", "archive")}, index {await MetricAsync("auditsink_position", "index")}\n{Log}");
        }
    }

    /// <summary>Every event of the archive, whatever time it bears, as one Parquet file.</summary>
    public async Task<string> ExportAsync()
    {
        var file = _folder.Combine("export.parquet");
        (await AuditctlAsync("export", "--output", file, "--until", "2100-01-01")).Checked();
        return file;
    }

    /// <summary>What <c>auditctl verify</c> finds wrong; gaps that the archive itself tells of are none.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync()
    {
        var result = await AuditctlAsync("verify", "--json", "--origin", Origin, "--public-key", _folder.Combine("key.pub"), "--copies", Copies);
        if (result.ExitCode is not (0 or 3))
            return [result.ToString()];
        using var report = JsonDocument.Parse(result.Output);
        return [.. report.RootElement.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("isFailure").GetBoolean()).Select(finding => finding.GetRawText())];
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _tap?.Dispose();
        if (_search is not null)
            await _search.DisposeAsync();
        if (_s3 is not null)
            await _s3.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private Task<ChildResult> AuditctlAsync(string verb, params string[] more)
    {
        var archive = _bucket is null ? _world?.Seen(Root) ?? Root : $"s3://{_bucket}/audit?endpoint={_s3!.Url}";
        string[] command = ["exec", ProgramPath.Of("auditctl"), verb, "--archive", archive, "--config", _folder.Combine("auditctl.yaml"), "--unrecorded", .. more];
        return ChildProcess.RunAsync("dotnet", command, environment: _environment);
    }

    // What it writes itself, as its own world calls it.
    private string Place(string name) => _world?.Place(name) ?? _folder.Combine(name);

    private string Settings(string bootstrapServers, string topic) => $$"""
        kafka:
          bootstrap: {{bootstrapServers}}
          topic: {{topic}}
          group: {{topic}}-{{Kind}}
          properties: {group.instance.id: {{Kind}}, reconnect.backoff.max.ms: 1000}
        archive:
          {{(_bucket is null ? $"path: {Root}" : $$"""s3: {bucket: {{_bucket}}, prefix: audit, endpoint: "{{_s3!.Url}}", work: {{Place("work")}}}""")}}
          roll: {rows: 3000, seconds: 1}
        ledger: {origin: {{Origin}}, key: "${file:{{_folder.Combine("key.pem")}}}", copies: {{Copies}}}
        {{(_search is null ? "" : $$"""elasticsearch: {url: "{{_search.Url}}", indexPrefix: {{IndexPrefix}}, replicas: 0, bulkDocuments: 500}""")}}
        admin: {address: 127.0.0.1, port: {{_adminPort}}}

        """;
}
