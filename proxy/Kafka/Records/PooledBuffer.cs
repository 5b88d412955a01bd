using System.Buffers;

namespace Compliance.Kafka.Records;

/// <summary>
/// Bytes that grow, in an array of the shared pool. One owner, no concurrency. Spans handed out die with the next call that may grow,
/// and with <see cref="Release"/>, which every owner calls as soon as a batch is done: an idle connection holds nothing.
/// </summary>
internal sealed class PooledBuffer
{
    private const int Smallest = 4096;

    private byte[] _array = [];

    public int Length { get; private set; }

    public Span<byte> Written => _array.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>At least <paramref name="count"/> bytes behind the written ones; <see cref="Advance"/> makes them written.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_array.Length - Length < count)
            Grow(count);
        return _array.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Clear() => Length = 0;

    public void Release()
    {
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        Length = 0;
    }

    private void Grow(int count)
    {
        int wanted = Math.Max(Smallest, checked(Length + count));
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(wanted, 2L * _array.Length)));
        Written.CopyTo(larger);
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
