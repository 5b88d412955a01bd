using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Harness;
using Compliance.Search.Bulk;
using Compliance.Search.Http;
using Compliance.Search.Refused;
using Compliance.Search.Settings;
using Compliance.Signing;
using Compliance.Store;
using Compliance.Store.Folder;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>
/// A signed archive and an index in a real Elasticsearch, made of the same records by both outlets of the sink, as its loops feed them; and
/// settings of auditctl that name them.
/// </summary>
internal sealed class IndexedArchive : IAsyncDisposable
{
    private readonly TempFolder _folder = new("indexed");
    private readonly string _pem = PemKeys.Create(SignatureKind.Ed25519);
    private readonly FolderStore _store;
    private readonly ElasticsearchSettings _settings;
    private long _offset;

    private IndexedArchive(Uri url)
    {
        Elastic = new Elastic(url);
        _store = new FolderStore(Path, TimeProvider.System);
        _settings = new ElasticsearchSettings { Url = url, IndexPrefix = Prefix, Replicas = 0, RefreshSeconds = 1, BulkDocuments = 400 };
        using (var key = PemKeys.Read(_pem, "test"))
            _folder.Write("ledger.pub", key.PublicKey.ToPem());
        Config = _folder.Write("auditctl.yaml", $$"""
            archive: {path: {{Path}}}
            ledger: {origin: audit.example/test, publicKey: {{_folder.Combine("ledger.pub")}}}
            elasticsearch: {url: "{{url}}", indexPrefix: {{Prefix}}, bulkDocuments: 100}
            """);
    }

    public Elastic Elastic { get; }
    public string Prefix { get; } = ElasticsearchServer.UniqueName("audit");
    public string Path => _folder.Combine("archive");
    public string Config { get; }

    /// <summary>The sink's note of how far the index is.</summary>
    public string Cursor => _folder.Combine("archive", "_search", $"{ArchiveFolder.Topic}-0.json");

    /// <summary>A path beside the archive.</summary>
    public string Beside(string name) => _folder.Combine(name);

    /// <summary>With so many events of 25 November from noon on, one a second.</summary>
    public static async Task<IndexedArchive> MakeAsync(int events)
    {
        var made = new IndexedArchive((await ElasticsearchServer.GetAsync()).Url);
        await made.AddAsync([.. Enumerable.Range(0, (events + 499) / 500).Select(part => Sample.Batch((part * 500) + 1, Math.Min((part + 1) * 500, events)))]);
        return made;
    }

    /// <summary>Records that come next in the topic: they are in the archive and in the index when this returns.</summary>
    public async Task AddAsync(params byte[][] records)
    {
        var first = _offset;
        using (var archive = await SignedArchive.OpenAsync(_store, new LedgerSettings { Origin = "audit.example/test", Key = _pem }, TimeProvider.System))
        {
            foreach (var record in records)
                await archive.CloseAsync(_offset++, record);
        }

        using var client = new IndexClient(_settings);
        var watch = new SearchWatch(_settings, new SinkMetrics(), TimeProvider.System, NullLogger.Instance);
        var sender = new BulkSender(client, new BulkPace(2, 400, TimeProvider.System, watch), new DeadLetters(_store).AddAsync, watch, TimeProvider.System, NewBackoff);
        var templates = new TemplateSetup(client, _settings, NewBackoff(), TimeProvider.System, NullLogger.Instance).RunAsync(default);
        await using var index = new SearchOutlet(_settings, _store, sender, templates, TimeProvider.System, NullLogger.Instance);
        await index.OpenAsync(ArchiveFolder.Topic, 0, default);
        for (var i = 0; i < records.Length; i++)
            index.Take(0, first + i, 0, records[i]);
        await Eventually.TrueAsync(
            async () =>
            {
                await index.WorkAsync(all: true, default);
                return index.Moved().Any(moved => moved.Next == _offset);
            },
            TimeSpan.FromMinutes(2), "the documents to be taken");
        await index.CloseAsync(0);
    }

    public async ValueTask DisposeAsync()
    {
        await Elastic.DeleteAsync($"{Prefix}-*");
        Elastic.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    private static Backoff NewBackoff() => new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), new Random(1));
}
