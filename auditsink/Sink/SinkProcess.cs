using Compliance.AuditSink.Admin;
using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Ledger.Custody;
using Compliance.Search.Bulk;
using Compliance.Search.Http;
using Compliance.Search.Refused;
using Compliance.Search.Settings;
using Compliance.Store;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink;

/// <summary>
/// The whole sink: from the audit topic into the archive and, where there is one, the index. Started by this process's own Program, or
/// inside another process. One instance runs once.
/// </summary>
public sealed class SinkProcess(SinkSettings settings, ILoggerFactory logging, TimeProvider time)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(30);
    private readonly ILogger _log = logging.CreateLogger("Compliance.AuditSink");
    private readonly SinkMetrics _metrics = new();
    private readonly ArchiveNotices _notices = new();

    /// <summary>
    /// Runs until <paramref name="stop"/>; then puts what is gathered into the archive and ends without an exception. Away brokers, a full
    /// disk, an object store or an Elasticsearch that does not answer are waited for, never a reason to end. What no waiting mends, such as
    /// a damaged manifest, ends everything with its exception.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _log.Started(settings.Kafka.Topic, settings.Kafka.Bootstrap, settings.Archive.Address, settings.Elasticsearch?.Url.Host ?? "none");
        var archive = new IntakeStatus("archive", _metrics, time);
        var index = settings.Elasticsearch is null ? null : new IntakeStatus("index", _metrics, time);
        using var admin = settings.Admin is { } at ? new AdminServer(at, new SinkHealth([archive, .. index is null ? [] : new[] { index }]), _metrics, _log) : null;
        var answers = admin?.RunAsync() ?? Task.CompletedTask;
        using var store = settings.Archive.Open(time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(
            Task.Run(() => EndingAllAsync(RunArchiveAsync(store, archive, either.Token), either), CancellationToken.None),
            Task.Run(() => EndingAllAsync(RunSearchAsync(store, index, either.Token), either), CancellationToken.None));
        admin?.Dispose();
        await answers;
        _log.Stopped();
    }

    // A side that fails for good takes the other with it: half a sink looks like a whole one.
    private static async Task EndingAllAsync(Task side, CancellationTokenSource either)
    {
        try
        {
            await side;
        }
        catch
        {
            await either.CancelAsync();
            throw;
        }
    }

    private async Task RunArchiveAsync(IArchiveStore store, IntakeStatus status, CancellationToken stop)
    {
        if (!await ArchiveProbe.WaitAsync(store, status, NewBackoff(), time, _log, stop))
            return;
        using var ledgers = Ledgers.Open(settings.Ledger, store, time, _log);
        var trust = settings is { Ledger: { } ledger, Custody: { } people } ? new CustodyTrust(ledger.Origin, people) : null;
        using var outlet = new ArchiveOutlet(store, settings.Archive, ledgers, trust, _notices, status, NewBackoff(), time, _log);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var clock = outlet.WatchClockAsync(either.Token);
        try
        {
            await new IntakeLoop(settings.Kafka, settings.Kafka.Group, outlet, status, time, NewBackoff(), _log).RunAsync(stop);
        }
        finally
        {
            await either.CancelAsync();
            await clock;
        }
    }

    private async Task RunSearchAsync(IArchiveStore store, IntakeStatus? status, CancellationToken stop)
    {
        if (settings.Elasticsearch is not { } elasticsearch || status is null)
            return;
        using var client = new IndexClient(elasticsearch);
        var watch = new SearchWatch(elasticsearch, _metrics, time, _log);
        var pace = new BulkPace(elasticsearch.InFlight, elasticsearch.BulkDocuments, time, watch);
        var sender = new BulkSender(client, pace, new DeadLetters(store).AddAsync, watch, time, NewBackoff);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var templates = new TemplateSetup(client, elasticsearch, NewBackoff(), time, _log).RunAsync(either.Token);
        var retention = RetainAsync(client, elasticsearch, store, templates, either.Token);
        try
        {
            await using var outlet = new SearchOutlet(elasticsearch, store, sender, templates, time, _log);
            await new IntakeLoop(settings.Kafka, $"{settings.Kafka.Group}-search", outlet, status, time, NewBackoff(), _log).RunAsync(stop);
        }
        finally
        {
            await either.CancelAsync();
            await retention;
        }
    }

    private async Task RetainAsync(IndexClient client, ElasticsearchSettings elasticsearch, IArchiveStore store, Task<bool> templates, CancellationToken stop)
    {
        await ((Task)templates).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!templates.IsCompletedSuccessfully || !await templates)
            return;
        var loop = new RetentionLoop(client, elasticsearch, store, settings.Kafka.Topic, () => TopicEnds.ReadAsync(settings.Kafka), _notices, _metrics, time, _log);
        await loop.RunAsync(stop);
    }

    private static Backoff NewBackoff() => new(LeastPause, MostPause, Random.Shared);
}
