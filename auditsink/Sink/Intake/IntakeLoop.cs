using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Store;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Intake;

/// <summary>
/// Feeds one outlet from the audit topic. Kafka's group says which partitions are ours; where to read on is what the outlet says, never
/// what the group has committed (that is written for the eyes of operators alone).
/// <code>
/// connecting --partitions assigned--> feeding --outlet full--> waiting --room--> feeding
///      ^------------ pause, full jitter ------- any failure ----------/
/// </code>
/// A failure closes everything and begins again from what lasts. One task; the rebalance handlers run on it, inside Consume.
/// </summary>
internal sealed class IntakeLoop(
    KafkaSettings settings, string group, IOutlet outlet, IntakeStatus status, TimeProvider time, Backoff backoff, ILogger log)
{
    private const int RecordsPerTurn = 256;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);
    private long? _fullSince;
    private long? _told;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ConsumeAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or KafkaException or ParquetSharp.ParquetException or UnauthorizedAccessException)
            {
                var pause = backoff.Next();
                status.Failed();
                log.IntakeFailed(group, pause.TotalSeconds, e);
                await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ConsumeAsync(CancellationToken stop)
    {
        var assignment = new AssignmentState(settings, group, outlet, status, log, stop);
        using var consumer = ConsumerFactory.Build(settings, group, assignment, log);
        try
        {
            consumer.Subscribe(settings.Topic);
            while (!stop.IsCancellationRequested)
            {
                var taken = Feed(consumer, assignment);
                StayInGroup(consumer, assignment);
                await outlet.WorkAsync(all: false, stop);
                Report(consumer, assignment.StartedAt);
                Tell(consumer, assignment.StartedAt);
                if (taken == 0)
                    await Task.Delay(Idle, time, stop);
                else
                    backoff.Reset();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is gathered goes out before the partitions are given back.
        }
        finally
        {
            await EndAsync(consumer, assignment, stop);
        }
    }

    private async Task EndAsync(IConsumer<Ignore, byte[]> consumer, AssignmentState assignment, CancellationToken stop)
    {
        try
        {
            if (stop.IsCancellationRequested)
                await FinishAsync(consumer, assignment.StartedAt);
        }
        finally
        {
            assignment.ReleaseAll();
            consumer.Close();
            assignment.ThrowIfFailed();
        }
    }

    private async Task FinishAsync(IConsumer<Ignore, byte[]> consumer, Dictionary<int, long> assigned)
    {
        await outlet.WorkAsync(all: true, CancellationToken.None);
        Report(consumer, assigned);
    }

    private int Feed(IConsumer<Ignore, byte[]> consumer, AssignmentState assignment)
    {
        var taken = 0;
        while (outlet.HasRoom && taken < RecordsPerTurn && TakeOne(consumer, assignment))
            taken++;
        return taken;
    }

    // An outlet whose other side is away for long takes nothing, yet the group wants to hear from us.
    private void StayInGroup(IConsumer<Ignore, byte[]> consumer, AssignmentState assignment)
    {
        if (!outlet.HasRoom)
        {
            _fullSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(_fullSince.Value) < PauseAfter)
                return;
            consumer.Pause(consumer.Assignment);
            TakeOne(consumer, assignment);
        }
        else if (_fullSince is not null)
        {
            _fullSince = null;
            consumer.Resume(consumer.Assignment);
        }
    }

    private bool TakeOne(IConsumer<Ignore, byte[]> consumer, AssignmentState assignment)
    {
        if (Consume(consumer, assignment) is not { } record)
            return false;
        outlet.Take(record.Partition, record.Offset, record.Message.Timestamp.UnixTimestampMs * 1000, record.Message.Value);
        return true;
    }

    private ConsumeResult<Ignore, byte[]>? Consume(IConsumer<Ignore, byte[]> consumer, AssignmentState assignment)
    {
        try
        {
            var record = consumer.Consume(TimeSpan.Zero);
            assignment.ThrowIfFailed();
            return record;
        }
        catch (ConsumeException e) when (e.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            OffsetGone.Handle(consumer, e.ConsumerRecord.TopicPartition, assignment.StartedAt, ConsumerFactory.IsCooperative(settings), log);
            return null;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            log.ConsumeError(group, e.Error.Reason);
            return null;
        }
    }

    // A member of the group may have no partition: others have them all.
    private void Tell(IConsumer<Ignore, byte[]> consumer, Dictionary<int, long> assigned)
    {
        status.Turn(isJoined: assigned.Count > 0 || !string.IsNullOrEmpty(consumer.MemberId));
        if (_told is { } told && time.GetElapsedTime(told) < TellEvery)
            return;
        _told = time.GetTimestamp();
        status.Has(assigned.Count);
        foreach (var partition in consumer.Assignment.Where(partition => assigned.ContainsKey(partition.Partition)))
        {
            var end = consumer.GetWatermarkOffsets(partition).High;
            if (end >= 0)
                status.Reads(partition.Partition, consumer.Position(partition) is { IsSpecial: false } next ? next : assigned[partition.Partition], end);
        }
    }

    private void Report(IConsumer<Ignore, byte[]> consumer, Dictionary<int, long> assigned)
    {
        foreach (var (partition, next) in outlet.Moved())
        {
            if (!assigned.ContainsKey(partition))
                continue;
            status.Fault(null);
            status.Stands(partition, next);
            consumer.StoreOffset(new TopicPartitionOffset(settings.Topic, partition, next));
        }
    }
}
