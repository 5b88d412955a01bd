using Compliance.Events;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Intake;

/// <summary>
/// Turns records of one partition of the audit topic into rows: each event once, in order, and a row for whatever is missing or cannot be
/// read. Nothing of it ever throws on what a record holds. Owned by one partition; not thread-safe; the event handed out is reused.
/// </summary>
internal sealed class RecordReader(string topic, int partition, Sequences sequences, ILogger log)
{
    private readonly AuditEvent _event = new();

    public Sequences Sequences => sequences;

    /// <param name="offset">Of the record.</param>
    /// <param name="time">The record's timestamp, microseconds since the Unix epoch; rows about what cannot be read carry it.</param>
    /// <param name="value">Of the record; null for a tombstone.</param>
    /// <param name="take">Gets each row; must not keep the event.</param>
    public void Read(long offset, long time, byte[]? value, Action<AuditEvent> take)
    {
        if (EventBatchView.Open(value, out var batch) is { } fault)
        {
            log.UnreadableRecord(topic, partition, offset, fault.Kind);
            SinkEvents.FillUnreadable(_event, topic, partition, offset, time);
            take(_event);
            return;
        }

        if (sequences.Of(batch.Proxy, batch.Epoch) is { } state)
            Read(ref batch, state, time, take);
        else
            log.OldEpoch(topic, partition, offset, batch.Proxy, batch.Epoch);
    }

    private void Read(ref EventBatchView batch, SequenceState state, long time, Action<AuditEvent> take)
    {
        if (state.Jump(batch.First) is var (first, last))
        {
            log.Gap(state.Proxy, state.Epoch, first, last);
            SinkEvents.FillGap(_event, state.Proxy, state.Epoch, first, last, time);
            take(_event);
        }

        for (var sequence = batch.First; batch.MoveNext(); sequence++)
        {
            if (!state.Take(sequence))
                continue;
            if (EventCodec.Read(batch.Current, _event) is { } fault)
            {
                log.UnreadableEvent(state.Proxy, state.Epoch, sequence, fault.Kind, fault.Field);
                SinkEvents.FillUnreadable(_event, state.Proxy, state.Epoch, sequence, time);
            }

            take(_event);
        }
    }
}
