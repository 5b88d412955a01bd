using Compliance.AuditSink.Intake;
using Compliance.Search.Bulk;
using Compliance.Search.Documents;
using Compliance.Search.Position;
using Compliance.Search.Settings;
using Compliance.Store;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Search;

/// <summary>
/// The index's side of the intake. Batches travel side by side, as many as the settings allow; a partition's position moves when all
/// before it are settled. While Elasticsearch is away the outlet is full, and only it waits. Owned by its loop; not thread-safe.
/// </summary>
internal sealed class SearchOutlet(
    ElasticsearchSettings settings, IArchiveStore store, BulkSender sender, Task templates, TimeProvider time, ILogger log) : IOutlet, IAsyncDisposable
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShipAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _abandon = new();
    private readonly Dictionary<int, SearchPartition> _partitions = [];
    private readonly List<(SearchPartition Partition, BulkBatch Batch, Task Task)> _travelling = [];
    private readonly Dictionary<int, long> _moved = [];
    private readonly DocumentWriter _writer = new(settings.IndexPrefix);
    private long _saved = time.GetTimestamp();

    public bool HasRoom => _travelling.Count < settings.InFlight || !_partitions.Values.Any(IsFull);

    public async Task<long?> OpenAsync(string topic, int partition, CancellationToken stop)
    {
        var (cursor, target) = (new SearchCursor(store, topic, partition), SearchCursor.Target(settings));
        // In another index nothing is there yet.
        var position = await cursor.ReadAsync(stop) is { } known && known.Target == target ? known : null;
        var reader = new RecordReader(topic, partition, Sequences.From(position?.Sequences ?? []), log);
        _partitions[partition] = new SearchPartition(partition, cursor, target, reader, _writer, time);
        return position?.Next;
    }

    // Whoever takes it on reads on from here; what is still on its way goes in twice, and meets itself.
    public async Task CloseAsync(int partition)
    {
        if (!_partitions.Remove(partition, out var closed))
            return;
        await SettleAsync();
        await SaveAsync(partition, closed, CancellationToken.None);
    }

    public void Take(int partition, long offset, long timestamp, byte[]? value)
    {
        if (!_partitions.TryGetValue(partition, out var target))
            return;
        target.Take(offset, timestamp, value);
        if (IsFull(target))
            Ship(target);
    }

    public async ValueTask WorkAsync(bool all, CancellationToken stop)
    {
        foreach (var partition in _partitions.Values)
        {
            if (!partition.IsEmpty && (all || IsFull(partition) || partition.Age >= ShipAfter))
                Ship(partition);
        }

        await WaitAsync(all, stop);
        await SettleAsync();
        if (all || time.GetElapsedTime(_saved) >= SaveEvery)
            await SaveAsync(stop);
    }

    public IEnumerable<(int Partition, long Next)> Moved()
    {
        var moved = _moved.Select(pair => (pair.Key, pair.Value)).ToArray();
        _moved.Clear();
        return moved;
    }

    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync();
        foreach (var (_, _, task) in _travelling)
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _abandon.Dispose();
        _writer.Dispose();
    }

    private bool IsFull(SearchPartition partition) => partition.Documents >= settings.BulkDocuments || partition.Bytes >= settings.BulkBytes;

    private void Ship(SearchPartition partition)
    {
        if (_travelling.Count >= settings.InFlight)
            return;
        var batch = partition.Detach();
        _travelling.Add((partition, batch, SendAsync(batch)));
    }

    private async Task SendAsync(BulkBatch batch)
    {
        await templates.WaitAsync(_abandon.Token);
        await Task.Run(() => sender.SendAsync(batch, _abandon.Token), _abandon.Token);
    }

    // Waits only when there is nothing better to do: for room, or at the end for what is on its way, but not for a server that is away.
    private async Task WaitAsync(bool all, CancellationToken stop)
    {
        if (_travelling.Count == 0 || (HasRoom && !all))
            return;
        var tasks = _travelling.Select(item => item.Task);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var limit = Task.Delay(all ? LastPatience : TimeSpan.FromMilliseconds(200), time, patience.Token);
        await Task.WhenAny(all ? Task.WhenAll(tasks) : Task.WhenAny(tasks), limit);
        await patience.CancelAsync();
    }

    // In order within a partition: a batch whose forerunner is still on its way waits for it.
    private async Task SettleAsync()
    {
        var behind = new HashSet<SearchPartition>();
        for (var i = 0; i < _travelling.Count;)
        {
            var (partition, batch, task) = _travelling[i];
            if (behind.Contains(partition) || !task.IsCompleted)
            {
                behind.Add(partition);
                i++;
                continue;
            }

            _travelling.RemoveAt(i);
            await task;
            partition.Settled(batch);
        }
    }

    private async Task SaveAsync(CancellationToken stop)
    {
        _saved = time.GetTimestamp();
        foreach (var (number, partition) in _partitions)
            await SaveAsync(number, partition, stop);
    }

    // A position that is not written down costs a few events that are sent again, no more.
    private async Task SaveAsync(int number, SearchPartition partition, CancellationToken stop)
    {
        try
        {
            if (await partition.SaveAsync(stop) is { } next)
                _moved[number] = next;
        }
        catch (IOException e)
        {
            log.CursorNotSaved(number, e.Message);
        }
    }
}
