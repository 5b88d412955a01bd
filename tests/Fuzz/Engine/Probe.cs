using System.Runtime.InteropServices;

namespace Compliance.Fuzz.Engine;

/// <summary>
/// What a target tells while it is fed: which faults the product declared, and how much the product's own calls allocated. Owned by one
/// campaign; one thread.
/// </summary>
internal sealed class Probe
{
    private readonly Dictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private long _before;

    /// <summary>How often inputs ended in each outcome.</summary>
    public IReadOnlyDictionary<string, long> Outcomes => _outcomes;

    /// <summary>The most that one measured call allocated within its bound.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>A bound that was broken. The input is fed again before that counts: pools and the JIT may have been cold.</summary>
    public string? Excess { get; private set; }

    public void Start() => Excess = null;

    /// <summary>The product is called from here on…</summary>
    public void Begin() => _before = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>…to here, and has allocated no more than so many bytes.</summary>
    public void End(long bound)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
        if (allocated > bound)
            Excess ??= $"{allocated} bytes allocated, {bound} allowed";
        else if (allocated > MostAllocated)
            MostAllocated = allocated;
    }

    public void Count(string outcome) => CollectionsMarshal.GetValueRefOrAddDefault(_outcomes, outcome, out _)++;
}
