using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
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

    /// <summary>
    /// Runs until <paramref name="stop"/>; then puts what is gathered into the archive and ends without an exception. Away brokers, a full
    /// disk or an Elasticsearch that does not answer are waited for, never a reason to end. What no waiting mends, such as a damaged
    /// manifest, ends everything with its exception.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var log = logging.CreateLogger("Compliance.AuditSink");
        log.Started(settings.Kafka.Topic, settings.Kafka.Bootstrap, settings.Archive.Path, settings.Elasticsearch?.Url.Host ?? "none");
        Directory.CreateDirectory(settings.Archive.Path);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(
            Task.Run(() => EndingAllAsync(RunArchiveAsync(log, either.Token), either), CancellationToken.None),
            Task.Run(() => EndingAllAsync(RunSearchAsync(log, either.Token), either), CancellationToken.None));
        log.Stopped();
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

    private async Task RunArchiveAsync(ILogger log, CancellationToken stop)
    {
        using var outlet = new ArchiveOutlet(settings.Archive, time, log);
        await new IntakeLoop(settings.Kafka, settings.Kafka.Group, outlet, time, NewBackoff(), log).RunAsync(stop);
    }

    private async Task RunSearchAsync(ILogger log, CancellationToken stop)
    {
        if (settings.Elasticsearch is not { } elasticsearch)
            return;
        var folder = Path.Combine(settings.Archive.Path, "_search");
        using var client = new BulkClient(elasticsearch);
        var sender = new BulkSender(client, new DeadLetters(Path.Combine(folder, "dead-letters.jsonl")), time, NewBackoff, log);
        var templates = TemplateSetup.RunAsync(client, elasticsearch, NewBackoff(), time, log, stop);
        await using var outlet = new SearchOutlet(elasticsearch, folder, sender, templates, time, log);
        await new IntakeLoop(settings.Kafka, $"{settings.Kafka.Group}-search", outlet, time, NewBackoff(), log).RunAsync(stop);
    }

    private static Backoff NewBackoff() => new(LeastPause, MostPause, Random.Shared);
}
