using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Remembers about as many values as its capacity. Two generations: when the young one is full it becomes the old one, and what is
/// still asked for moves back; so names that nobody asks for again can't fill it. Thread-safe; a hit takes no lock and allocates nothing.
/// </summary>
public sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private int _added;

    public int Count => _young.Count + _old.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
            return true;
        if (!_old.TryGetValue(key, out value))
            return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        _young[key] = value;
        if (Interlocked.Increment(ref _added) < capacity / 2)
            return;
        Interlocked.Exchange(ref _added, 0);
        _old = _young;
        _young = new();
    }
}
