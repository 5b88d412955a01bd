using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Telemetry;
using Compliance.Events;
using Compliance.Search.Http;
using Compliance.Search.Settings;
using Compliance.Store;
using Compliance.Store.Entries;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Search;

/// <summary>
/// Deletes indices whose time is over, where the server has no lifecycle of its own. One of all sinks does it: the one that has the topic's
/// first partition. For each index:
/// <code>
/// young --its time is over--> seen: so many documents, the topic ends here --later, as many documents, archive reaches those ends--> told
///                              ^--- other documents meanwhile ---/                                     row lasts, as many documents /
///                                                                                                                              deleted
/// </code>
/// Its time is over when the clock here and Elasticsearch's own both say so: one that was set forward deletes nothing.
/// So every document of it is in the archive before it goes, and the archive tells of it before it goes. An index is never the only place
/// of an event. One task.
/// </summary>
internal sealed class RetentionLoop(
    IndexClient client, ElasticsearchSettings settings, IArchiveStore store, string topic, Func<Task<IReadOnlyDictionary<int, long>>> ends,
    ArchiveNotices notices, SinkMetrics metrics, TimeProvider time, ILogger log)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, (long Documents, IReadOnlyDictionary<int, long> Ends)> _seen = new(StringComparer.Ordinal);
    private readonly int _days = settings.Retention?.Days ?? int.MaxValue;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or KafkaException or InvalidDataException or OperationCanceledException)
            {
                log.RetentionFailed(e.Message);
            }

            await Task.Delay(Every, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One look at all indices.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        var due = notices.HasFirst ? await DueAsync(stop) : [];
        foreach (var gone in _seen.Keys.Except(due).ToList())
            _seen.Remove(gone);
        var kept = 0;
        foreach (var index in due)
        {
            if (!await TryDeleteAsync(index, stop))
                kept++;
        }

        metrics.IndicesKept.Set(kept);
    }

    private async Task<IReadOnlyList<string>> DueAsync(CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var names = (await AskAsync(HttpMethod.Get, $"{settings.IndexPrefix}-*/_alias", stop)).Json().Select(pair => pair.Key);
        var due = names.Where(name => IsOver(name, today)).Order(StringComparer.Ordinal).ToList();
        if (due.Count == 0)
            return due;
        var theirs = await DayThereAsync(stop);
        if (Math.Abs(theirs.DayNumber - today.DayNumber) > 1)
            log.DaysDiffer(today, theirs);
        return due.FindAll(name => IsOver(name, theirs));
    }

    private bool IsOver(string index, DateOnly today) => IndexNames.DayOf(settings.IndexPrefix, index) is { } day && today.DayNumber - day.DayNumber > _days;

    // A name with date arithmetic is resolved by the server, and comes back so: as an index, or as one that is not there.
    private async Task<DateOnly> DayThereAsync(CancellationToken stop)
    {
        var answer = (await AskAsync(HttpMethod.Get, $"%3C{settings.IndexPrefix}-%7Bnow%2Fd%7Byyyy.MM.dd%7D%7D%3E/_alias", stop)).Json();
        var name = answer["error"]?["index"]?.ToString() ?? answer.Select(pair => pair.Key).FirstOrDefault() ?? "";
        return IndexNames.DayOf(settings.IndexPrefix, name)
            ?? throw new IndexException("Elasticsearch does not say which day it is there (an index name with date arithmetic); without that no old index is deleted.");
    }

    private async Task<bool> TryDeleteAsync(string index, CancellationToken stop)
    {
        var documents = await DocumentsAsync(index, stop);
        if (!_seen.TryGetValue(index, out var seen) || seen.Documents != documents)
        {
            _seen[index] = (documents, await ends());
            return false;
        }

        if (await BehindAsync(seen.Ends, stop) is { } partition)
        {
            log.IndexKept(index, _days, $"the archive has not yet all of partition {partition} that was there when it was first looked at.");
            return false;
        }

        var at = EventTime.Micros(time.GetUtcNow());
        await notices.AddAsync(row => SinkEvents.FillIndexDelete(row, index, documents, at)).WaitAsync(stop);
        if (await DocumentsAsync(index, stop) != documents)
            return false;
        await AskAsync(HttpMethod.Delete, index, stop);
        _seen.Remove(index);
        metrics.IndicesDeleted.Inc();
        log.IndexDeleted(index, documents, _days);
        return true;
    }

    // The first partition whose archive does not reach that far.
    private async Task<int?> BehindAsync(IReadOnlyDictionary<int, long> wanted, CancellationToken stop)
    {
        foreach (var (partition, end) in wanted.Where(pair => pair.Value > 0))
        {
            if ((await new EntryLog(store, topic, partition).LastAsync(stop))?.Entry.Last + 1 is not { } next || next < end)
                return partition;
        }

        return null;
    }

    private async Task<long> DocumentsAsync(string index, CancellationToken stop) =>
        (long?)(await AskAsync(HttpMethod.Get, $"{index}/_stats/docs?filter_path=_all.primaries.docs.count", stop)).Json()["_all"]?["primaries"]?["docs"]?["count"] ?? 0;

    private async Task<IndexAnswer> AskAsync(HttpMethod method, string path, CancellationToken stop)
    {
        var answer = await client.AskAsync(method, path, null, stop);
        return answer.IsOk || answer.ErrorType == "index_not_found_exception"
            ? answer
            : throw new IndexException($"Elasticsearch does not answer {method} {path.Split('?')[0]} ({answer}); the key needs view_index_metadata, monitor and delete_index on {settings.IndexPrefix}-*.");
    }
}
