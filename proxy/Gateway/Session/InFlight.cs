using System.Numerics;

namespace Compliance.Gateway.Session;

/// <summary>
/// The requests of one connection that wait for their answers, in the order of their arrival: Kafka answers in order. A bounded ring;
/// the RequestLoop adds, the ResponseLoop removes once the answer has been sent to the client. It starts small, as most connections
/// stay, and doubles (up to the bound) only while it is empty, when the ResponseLoop has no business with it.
///
/// Who writes to the client follows from the count alone. It is one atomic number, so both loops agree on each change of it:
///   add makes it 1      the ResponseLoop had nothing left to write: an authored answer is the RequestLoop's to send and to remove
///   add makes it > 1    the ResponseLoop will find the entry after its next removal
///   remove leaves > 0   the ResponseLoop is the writer still: it looks at the next entry, and sends it if it is authored
///   remove leaves 0     the ResponseLoop writes nothing before the broker answers a later request
/// </summary>
internal sealed class InFlight(int bound)
{
    private const int First = 16;
    private readonly int _bound = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(bound, 2));
    private readonly Signal _signal = new();
    private InFlightEntry[] _ring = new InFlightEntry[Math.Min(First, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(bound, 2)))];
    private uint _head;
    private uint _tail;
    private int _count;
    private int _wakeAt = -1;
    private bool _aborted;

    public int Count => Volatile.Read(ref _count);
    public bool IsFull => Count == _ring.Length;

    /// <summary>RequestLoop. The ring must not be full. Returns the count after it: 1 says that the adder is the writer.</summary>
    public int Add(in InFlightEntry entry)
    {
        _ring[_tail++ & (uint)(_ring.Length - 1)] = entry;
        return Interlocked.Increment(ref _count);
    }

    /// <summary>The entry <paramref name="index"/> places behind the oldest one; there must be one.</summary>
    public ref readonly InFlightEntry Peek(int index) => ref _ring[(_head + (uint)index) & (uint)(_ring.Length - 1)];

    /// <summary>Removes the <paramref name="count"/> oldest; returns how many are left.</summary>
    public int Remove(int count)
    {
        for (var i = 0; i < count; i++)
            _ring[_head++ & (uint)(_ring.Length - 1)] = default;
        var left = Interlocked.Add(ref _count, -count);
        if (left <= Volatile.Read(ref _wakeAt))
            _signal.Set();
        return left;
    }

    /// <summary>RequestLoop: waits until a full ring has room. False: the session is over.</summary>
    public async ValueTask<bool> WaitForRoomAsync()
    {
        if (_ring.Length == _bound)
            return await WaitForAsync(_bound - 1).ConfigureAwait(false);
        if (!await WaitForAsync(0).ConfigureAwait(false))
            return false;
        _ring = new InFlightEntry[_ring.Length * 2];
        return true;
    }

    /// <summary>RequestLoop: waits until at most <paramref name="count"/> are left. False: the session is over.</summary>
    public async ValueTask<bool> WaitForAsync(int count)
    {
        while (MustWait(count))
        {
            _signal.Arm();
            Interlocked.Exchange(ref _wakeAt, count);
            if (MustWait(count) || !_signal.TryDisarm())
                await _signal.WaitAsync().ConfigureAwait(false);
        }

        Volatile.Write(ref _wakeAt, -1);
        return !Volatile.Read(ref _aborted);
    }

    /// <summary>After both loops: what is left will not be answered, and its traces end.</summary>
    public void EndTraces(Fault fault)
    {
        for (var i = 0; i < Count; i++)
            Peek(i).Trace?.Broken(fault);
    }

    /// <summary>Ends every wait: no answer will come.</summary>
    public void Abort()
    {
        Volatile.Write(ref _aborted, true);
        Interlocked.MemoryBarrier();
        _signal.Set();
    }

    private bool MustWait(int count) => Count > count && !Volatile.Read(ref _aborted);
}
