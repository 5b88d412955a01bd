using Compliance.AuditSink.Admin;
using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
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
        using var outlet = new ArchiveOutlet(store, settings.Archive, ledgers, status, NewBackoff(), time, _log);
        await new IntakeLoop(settings.Kafka, settings.Kafka.Group, outlet, status, time, NewBackoff(), _log).RunAsync(stop);
    }

    private async Task RunSearchAsync(IArchiveStore store, IntakeStatus? status, CancellationToken stop)
    {
        if (settings.Elasticsearch is not { } elasticsearch || status is null)
            return;
        using var client = new BulkClient(elasticsearch);
        var sender = new BulkSender(client, new DeadLetters(store), _metrics, time, NewBackoff, _log);
        var templates = TemplateSetup.RunAsync(client, elasticsearch, NewBackoff(), time, _log, stop);
        await using var outlet = new SearchOutlet(elasticsearch, store, sender, templates, time, _log);
        await new IntakeLoop(settings.Kafka, $"{settings.Kafka.Group}-search", outlet, status, time, NewBackoff(), _log).RunAsync(stop);
    }

    private static Backoff NewBackoff() => new(LeastPause, MostPause, Random.Shared);
}
