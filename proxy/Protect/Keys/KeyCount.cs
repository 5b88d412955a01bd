namespace Compliance.Protect.Keys;

/// <summary>How often one key has encrypted. Owner: the <see cref="KeyUses"/> that it belongs to; thread-safe.</summary>
internal sealed class KeyCount(KeyUses all, string name, string id, bool isBounded)
{
    private long _uses;
    private bool _isTold;

    internal string Name => name;
    internal string Id => id;
    internal bool IsBounded => isBounded;
    internal long Uses => Volatile.Read(ref _uses);

    internal void Add() => Interlocked.Increment(ref _uses);

    /// <summary>False: the key has encrypted as often as it may. Counted before: of many threads none encrypts once too often.</summary>
    internal bool TryAdd()
    {
        var most = all.Most;
        var uses = Interlocked.Increment(ref _uses);
        if (uses > most)
        {
            Interlocked.Decrement(ref _uses);
            return false;
        }

        if (uses >= most / 4 && !_isTold && !Interlocked.Exchange(ref _isTold, true))
            all.Tell(this);
        return true;
    }
}
