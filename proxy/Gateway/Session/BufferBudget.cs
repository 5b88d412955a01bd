namespace Compliance.Gateway.Session;

/// <summary>
/// The bytes that all buffers of the process may hold together beyond a small one for every busy connection (which the number of
/// connections bounds). What a large frame needs waits here in order of arrival; meanwhile its connection is not read, and TCP
/// holds back its sender. Thread-safe.
/// </summary>
internal sealed class BufferBudget(long capacity, TimeSpan patience, TimeProvider time)
{
    /// <summary>The part of a connection's buffer that is free of the budget.</summary>
    public const int Free = 64 << 10;
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private long _capacity = capacity;
    private TimeSpan _patience = patience;
    private long _used;
    private long _waits;
    private long _timeouts;

    public long Capacity => Volatile.Read(ref _capacity);
    public long Used => Volatile.Read(ref _used);

    /// <summary>How often a frame had to wait for room, and how often in vain.</summary>
    public long Waits => Volatile.Read(ref _waits);
    public long Timeouts => Volatile.Read(ref _timeouts);

    /// <summary>Connections that wait for room.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>What a buffer of this size takes from the budget.</summary>
    public static int CostOf(int length) => Math.Max(0, length - Free);

    /// <summary>Another bound from now on. A smaller one than what is taken holds back until enough has been given back.</summary>
    public void Resize(long bytes, TimeSpan wait)
    {
        lock (_gate)
        {
            (_capacity, _patience) = (bytes, wait);
            Admit();
        }
    }

    /// <summary>Takes the bytes if that keeps nobody waiting.</summary>
    public bool TryTake(int bytes)
    {
        if (bytes == 0)
            return true;
        lock (_gate)
        {
            if (_waiting.Count > 0 || Used + bytes > _capacity)
                return false;
            _used += bytes;
            return true;
        }
    }

    /// <summary>Takes the bytes whatever is left: for what is needed to finish a frame that is held already.</summary>
    public void TakeNow(int bytes)
    {
        if (bytes == 0)
            return;
        lock (_gate)
            _used += bytes;
    }

    /// <summary>False: there was no room for as long as the settings allow.</summary>
    public ValueTask<bool> TakeAsync(int bytes)
    {
        if (TryTake(bytes))
            return ValueTask.FromResult(true);
        lock (_gate)
        {
            _waits++;
            var waiter = _waiting.AddLast(new Waiter(bytes));
            Admit();
            return WaitAsync(waiter);
        }
    }

    public void Give(int bytes)
    {
        if (bytes == 0)
            return;
        lock (_gate)
        {
            _used -= bytes;
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiting.First is { } first && Used + first.Value.Bytes <= _capacity)
        {
            _waiting.RemoveFirst();
            _used += first.Value.Bytes;
            first.Value.Granted.SetResult();
        }
    }

    private async ValueTask<bool> WaitAsync(LinkedListNode<Waiter> waiter)
    {
        try
        {
            await waiter.Value.Granted.Task.WaitAsync(_patience, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                // Granted in the same moment: then the bytes are ours.
                if (waiter.List is null)
                    return true;
                _waiting.Remove(waiter);
                _timeouts++;
                Admit();
                return false;
            }
        }
    }

    private sealed record Waiter(int Bytes)
    {
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
