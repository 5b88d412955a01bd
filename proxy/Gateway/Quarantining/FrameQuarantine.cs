using System.Runtime.InteropServices;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Kafka.Records;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Quarantining;

/// <summary>
/// The records of one Produce frame that go to quarantine topics before the frame goes on. One per session; owner: its guard, on the
/// RequestLoop. What it holds counts against <c>limits.maxQuarantineBytes</c> from <see cref="Take"/> until it is settled. Without finds it
/// holds nothing and costs nothing.
/// <code>
/// Begin ─► (Enter ─► Take… [─► Drop])… ─► IsToWrite ─► WriteAsync ─► IsSettled ─► Failures ─► Begin
///                                          none: ─────────────────────────────────────────► Begin
/// </code>
/// </summary>
/// <param name="writer">Null: there is nobody to write, so what should be quarantined does not pass.</param>
/// <param name="session">Whose records they are.</param>
/// <param name="time">Tells the time that a copy bears.</param>
internal sealed class FrameQuarantine(QuarantineWriter? writer, SessionState session, TimeProvider time)
{
    private List<QuarantinedRecord>? _copies;
    private List<QuarantineFailure>? _failures;
    private QuarantineOrigin _origin;
    private long _held;

    /// <summary>Something is to be written before the frame may go on.</summary>
    public bool IsToWrite => !IsSettled && _copies is { Count: > 0 };

    /// <summary>All has been written, or can't be.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Partitions of which a record should be in a quarantine topic and is not, each once.</summary>
    public ReadOnlySpan<QuarantineFailure> Failures => CollectionsMarshal.AsSpan(_failures);

    /// <summary>Another frame, or the same one again from its start.</summary>
    public void Begin()
    {
        if (_held > 0)
            writer!.Release(_held);
        _held = 0;
        _copies?.Clear();
        _failures?.Clear();
        IsSettled = false;
        _origin = default;
    }

    /// <summary>The records that are taken next are of this partition.</summary>
    public void Enter(Exchange exchange, TopicAccess topic, int node, int partition) => _origin = new(exchange.Id, session.Principal, topic, node, partition);

    /// <summary>Takes a copy of a record for each topic that the rules name; where there is no room, nothing of its partition passes.</summary>
    public void Take(in RecordView record, IReadOnlyList<(FieldRule Rule, string Path)> finds)
    {
        if (HasFailed(_origin.Node))
            return;
        var bytes = QuarantineCopy.Bytes(record);
        foreach (var of in finds.GroupBy(find => find.Rule.QuarantineTopic!, StringComparer.Ordinal))
        {
            if (writer is null || !writer.TryReserve(bytes, _held))
            {
                Drop(_origin.Node);
                Fail(new(_origin.Node, _origin.Topic, of.Key, KafkaError.NotEnoughReplicas, writer is null ? QuarantineFailure.NoWriter : QuarantineFailure.NoRoom));
                return;
            }

            _held += bytes;
            (_copies ??= []).Add(new(_origin.Topic, _origin.Node, of.Key, QuarantineCopy.Make(record, _origin, [.. of], time.GetUtcNow()), bytes));
        }
    }

    /// <summary>The partition does not pass for another reason: nothing of it is quarantined.</summary>
    public void Drop(int node)
    {
        // Partitions come one after the other, so its copies are the last ones.
        while (_copies is [.., var last] && last.Partition == node)
        {
            _copies.RemoveAt(_copies.Count - 1);
            _held -= last.Bytes;
            writer!.Release(last.Bytes);
        }
    }

    /// <summary>Returns when each record is settled, which limits.quarantineTimeout bounds. Throws only when cancelled, and then the writer goes on by itself.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        var copies = _copies!.ToArray();
        _held = 0;
        await writer!.WriteAsync(copies).WaitAsync(cancel).ConfigureAwait(false);
        foreach (var copy in copies)
        {
            if (copy.Failure is { } error)
                Fail(QuarantineFailure.Of(copy, error));
            else
                copy.From.AddQuarantined(copy.Topic);
        }

        IsSettled = true;
    }

    private void Fail(QuarantineFailure failure)
    {
        if (!HasFailed(failure.Partition))
            (_failures ??= []).Add(failure);
    }

    private bool HasFailed(int node) => _failures is [.., var last] && last.Partition == node;
}
