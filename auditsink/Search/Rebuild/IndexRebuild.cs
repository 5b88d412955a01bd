using Compliance.Search.Bulk;
using Compliance.Search.Documents;
using Compliance.Search.Settings;

namespace Compliance.Search.Rebuild;

/// <summary>
/// Puts events of the archive into the index once more: the documents that the sink made, under the same ids, in the index of their day.
/// What is there already stays as it is, so that a repeat changes nothing; a document that somebody changed is replaced only by deleting its
/// index first. One use.
/// <code>
/// manifest -> files of the time -> rows -> documents -> bulk requests, as many at a time as the settings allow -> journal
/// </code>
/// </summary>
internal sealed class IndexRebuild(ArchiveRows archive, ElasticsearchSettings settings, BulkSender sender, RebuildJournal? journal)
{
    private readonly List<Task<BulkTally>> _underWay = [];
    private BulkTally _documents;

    /// <param name="since">Microseconds since the Unix epoch.</param>
    /// <param name="until">The time before which.</param>
    /// <param name="progress">Hears of each file.</param>
    /// <param name="stop">Ends it; what is in the index stays.</param>
    public async Task<RebuildReport> RunAsync(long since, long until, IProgress<RebuildReport>? progress, CancellationToken stop)
    {
        var partitions = await archive.PartitionsAsync(stop);
        var files = partitions.SelectMany(partition => partition.Files).Where(rows => rows.File.LastTime >= since && rows.File.FirstTime < until)
            .OrderBy(rows => rows.File.FirstTime).ToList();
        var skipped = files.RemoveAll(rows => journal?.Has(rows.File.Path) == true);
        var report = new RebuildReport(0, files.Count + skipped, skipped, default);
        using var writer = new DocumentWriter(settings.IndexPrefix);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            foreach (var rows in files)
            {
                await SendAsync(rows, since, until, writer, either.Token);
                journal?.Done(rows.File.Path);
                report = report with { Files = report.Files + 1, Documents = _documents };
                progress?.Report(report);
            }
        }
        finally
        {
            await either.CancelAsync();
            await ((Task)Task.WhenAll(_underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return report;
    }

    private async Task SendAsync(NamedRows rows, long since, long until, DocumentWriter writer, CancellationToken stop)
    {
        var batch = new BulkBatch(rows.Entry.Partition);
        await foreach (var e in archive.ReadAsync(rows, stop))
        {
            if (e.Timestamp < since || e.Timestamp >= until)
                continue;
            batch.Add(e, writer);
            if (batch.Items.Count < settings.BulkDocuments && batch.Bytes < settings.BulkBytes)
                continue;
            _underWay.Add(sender.SendAsync(batch, stop));
            batch = new BulkBatch(rows.Entry.Partition);
            await SettleAsync(settings.InFlight - 1);
        }

        _underWay.Add(sender.SendAsync(batch, stop));
        await SettleAsync(0);
    }

    private async Task SettleAsync(int most)
    {
        while (_underWay.Count > most)
        {
            var done = await Task.WhenAny(_underWay);
            _underWay.Remove(done);
            _documents += await done;
        }
    }
}
