namespace Compliance.Fuzz.Engine;

/// <summary>Random numbers that cost no allocation and follow from their seed alone (SplitMix64). Not thread-safe.</summary>
internal struct Dice
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state;

    public Dice(ulong seed) => _state = seed;

    /// <summary>The dice of one input of a campaign: each input can be made again without those before it.</summary>
    public Dice(ulong seed, long index)
    {
        _state = seed;
        _state = Next() ^ ((ulong)index * Step);
    }

    /// <summary>The dice that belong to some bytes, so that what a target chooses follows from its input.</summary>
    public static Dice Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes)
            hash = (hash ^ b) * 1099511628211;
        return new Dice(hash);
    }

    public ulong Next()
    {
        ulong z = _state += Step;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to one less than <paramref name="limit"/>; 0 where that is 0.</summary>
    public int Below(int limit) => limit <= 1 ? 0 : (int)((UInt128)Next() * (uint)limit >> 64);

    public bool OneIn(int count) => Below(count) == 0;

    public T Of<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];
}
