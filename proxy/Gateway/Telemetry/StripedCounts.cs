using System.Numerics;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// A few numbers that all cores add to at once. Each core has cache lines of its own, so an addition costs what an uncontended one
/// does; a read sums the stripes. Thread-safe; an addition allocates nothing.
/// </summary>
internal sealed class StripedCounts(int slots)
{
    private const int Line = 64 / sizeof(long);
    private const int MaxStripes = 16;
    private static readonly int Stripes = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MaxStripes));
    private readonly int _stride = (slots + Line - 1) / Line * Line;

    /// <summary>One line more than needed: a stripe need not begin where a line does.</summary>
    private readonly long[] _values = new long[(((slots + Line - 1) / Line * Line) * Stripes) + Line];

    public void Add(int slot, long count) => Interlocked.Add(ref _values[Mine() + slot], count);

    /// <summary>Where the numbers of the core that runs this begin, for <see cref="AddAt"/>: one look for several additions.</summary>
    public int Mine() => (Thread.GetCurrentProcessorId() & (Stripes - 1)) * _stride;

    public void AddAt(int position, long count) => Interlocked.Add(ref _values[position], count);

    public long Sum(int slot)
    {
        var sum = 0L;
        for (var stripe = 0; stripe < Stripes; stripe++)
            sum += Volatile.Read(ref _values[(stripe * _stride) + slot]);
        return sum;
    }
}
