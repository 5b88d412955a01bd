using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Quarantining;

/// <summary>
/// Writes records to the quarantine topics of one cluster, and says of each when all replicas in sync have it, or why not. What is on its way
/// is bounded by bytes: a frame that is alone always finds room, since frames have a bound of their own. Thread-safe; owner: the cluster's
/// state. There is no client before something is to be written.
/// </summary>
internal sealed class QuarantineWriter : IDisposable
{
    private readonly QuarantineMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private ClusterPlan _plan;
    private TimeSpan _timeout;
    private Lazy<QuarantineProducer> _producer;
    private long _capacity;
    private long _held;

    public QuarantineWriter(ClusterPlan plan, LimitsPlan limits, TimeProvider time, ILogger log, QuarantineMetrics metrics)
    {
        (_plan, _timeout, _capacity, _metrics, _time, _log) = (plan, limits.QuarantineTimeout, limits.MaxQuarantineBytes, metrics, time, log);
        _producer = Make(plan, _timeout);
    }

    /// <summary>Bytes on their way.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>From now on the cluster is reached like this; what is on its way goes on as it began.</summary>
    public void Use(ClusterPlan plan, LimitsPlan limits)
    {
        Volatile.Write(ref _capacity, limits.MaxQuarantineBytes);
        lock (_gate)
        {
            if (_plan.IsReachedAs(plan) && _timeout == limits.QuarantineTimeout)
                return;
            (_plan, _timeout) = (plan, limits.QuarantineTimeout);
            if (_producer.IsValueCreated)
                _producer.Value.Retire();
            _producer = Make(plan, _timeout);
        }
    }

    /// <summary>Room for a record; <paramref name="own"/>: what its frame has taken already. False: there is none.</summary>
    public bool TryReserve(long bytes, long own)
    {
        while (true)
        {
            var held = Held;
            if (held > own && held + bytes > Volatile.Read(ref _capacity))
            {
                _metrics.Full.Add();
                return false;
            }

            if (Interlocked.CompareExchange(ref _held, held + bytes, held) == held)
                return true;
        }
    }

    public void Release(long bytes) => Interlocked.Add(ref _held, -bytes);

    /// <summary>Ends when each record is settled; its room is given back then. Never fails: what could not be written says so itself.</summary>
    public async Task WriteAsync(IReadOnlyCollection<QuarantinedRecord> records)
    {
        // The client takes locks, and threads to begin with: that is not for the thread of a socket.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        QuarantineProducer producer;
        lock (_gate)
            producer = _producer.Value;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = records.Count;
        foreach (var record in records)
            producer.Send(record, Settle);
        await done.Task.ConfigureAwait(false);

        void Settle(QuarantinedRecord record, Error error)
        {
            record.Failure = error.IsError ? error : null;
            (error.IsError ? _metrics.Failed : _metrics.Written).Add();
            Release(record.Bytes);
            if (Interlocked.Decrement(ref left) == 0)
                done.SetResult();
        }
    }

    public void Dispose()
    {
        if (_producer.IsValueCreated)
            _producer.Value.Dispose();
    }

    private Lazy<QuarantineProducer> Make(ClusterPlan plan, TimeSpan timeout) => new(() => new QuarantineProducer(plan, timeout, _time, _log));
}
