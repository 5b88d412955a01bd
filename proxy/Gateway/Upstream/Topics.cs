using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// Topic ids and names of one cluster, learnt from answers that pass and, for misses, by a Metadata request of our own. An id names
/// one topic for the topic's whole life, so an entry never goes stale; after 100 or 103 the caller forgets it.
/// Bounded: two generations of half the capacity each; what is not used for two generations is dropped. Thread-safe: a hit is one
/// or two look-ups without a lock, and makes nothing.
/// </summary>
internal sealed class Topics(int capacity, TopicLookup lookup)
{
    private readonly Lock _turning = new();
    private int _capacity = capacity;
    private volatile TopicGenerations _generations = new(new(), new());

    /// <summary>Most pairs that are remembered; fewer take effect as entries come.</summary>
    public int Capacity
    {
        get => Volatile.Read(ref _capacity);
        set => Volatile.Write(ref _capacity, value);
    }

    public int Count => _generations.Young.Count + _generations.Old.Count;

    public bool TryName(Guid id, [NotNullWhen(true)] out string? name)
    {
        name = Find(id)?.Name;
        return name is not null;
    }

    /// <summary>Remembers a pair as it stands in an answer of a broker. A zero id means unknown, and is ignored.</summary>
    public void Learn(Guid id, ReadOnlySpan<byte> name)
    {
        if (id == Guid.Empty || name.IsEmpty || (Find(id) is { } known && name.SequenceEqual(known.Utf8)))
            return;
        Keep(id, new TopicEntry(Encoding.UTF8.GetString(name), name.ToArray()));
    }

    public void Forget(Guid id)
    {
        var generations = _generations;
        generations.Young.TryRemove(id, out _);
        generations.Old.TryRemove(id, out _);
    }

    /// <summary>
    /// Asks the cluster for those of <paramref name="ids"/> that are unknown. Ids that the cluster does not know either (or that it
    /// can't be asked for now) stay unknown, and are asked for again the next time. Returns at once when all are known.
    /// </summary>
    public ValueTask ResolveAsync(IReadOnlyList<Guid> ids, CancellationToken cancel = default)
    {
        List<Guid>? missing = null;
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i] != Guid.Empty && Find(ids[i]) is null && missing?.Contains(ids[i]) is not true)
                (missing ??= []).Add(ids[i]);
        }

        return missing is null ? default : new ValueTask(lookup(missing, this, cancel));
    }

    private TopicEntry? Find(Guid id)
    {
        var generations = _generations;
        if (generations.Young.TryGetValue(id, out var entry))
            return entry;
        if (!generations.Old.TryGetValue(id, out entry))
            return null;
        Keep(id, entry);
        return entry;
    }

    private void Keep(Guid id, TopicEntry entry)
    {
        var generations = _generations;
        generations.Young[id] = entry;
        if (generations.Young.Count < Math.Max(1, Capacity / 2))
            return;
        lock (_turning)
        {
            if (ReferenceEquals(_generations, generations))
                _generations = new TopicGenerations(new(), generations.Young);
        }
    }
}
