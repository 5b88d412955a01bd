using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// One wait for the disk, reused when its result has been taken. The waiter goes on on the thread pool, never on the disk thread.
/// </summary>
internal sealed class DurableWait : IValueTaskSource<bool>
{
    private readonly ConcurrentBag<DurableWait> _pool;
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    private DurableWait(ConcurrentBag<DurableWait> pool) => _pool = pool;

    public long Sequence { get; private set; }

    public ValueTask<bool> Task => new(this, _core.Version);

    public static DurableWait For(long sequence, ConcurrentBag<DurableWait> pool)
    {
        if (!pool.TryTake(out var wait))
            wait = new DurableWait(pool);
        wait.Sequence = sequence;
        return wait;
    }

    public void Complete(bool durable) => _core.SetResult(durable);

    public bool GetResult(short token)
    {
        var durable = _core.GetResult(token);
        _core.Reset();
        _pool.Add(this);
        return durable;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
