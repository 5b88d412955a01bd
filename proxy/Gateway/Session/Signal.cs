using System.Threading.Tasks.Sources;

namespace Compliance.Gateway.Session;

/// <summary>
/// One loop waits, another wakes it; used again and again without allocation. One waiter at a time.
/// The waiter arms it, checks once more that it has to wait, and then awaits it (or disarms it); <see cref="Set"/> wakes an armed
/// one once. The waiter goes on from the thread pool: the loop that woke it has its own work to do.
/// </summary>
internal sealed class Signal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _armed;

    public void Arm()
    {
        _core.Reset();
        Interlocked.Exchange(ref _armed, 1);
    }

    /// <summary>False: it was set in the meantime, and has to be awaited.</summary>
    public bool TryDisarm() => Interlocked.Exchange(ref _armed, 0) == 1;

    public ValueTask WaitAsync() => new(this, _core.Version);

    public void Set()
    {
        if (Volatile.Read(ref _armed) == 1 && Interlocked.Exchange(ref _armed, 0) == 1)
            _core.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);
}
