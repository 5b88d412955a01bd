using System.Buffers;
using Compliance.Gateway.Session;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// Bytes that grow, in an array of the pool. Owner: one exchange or one loop; not thread-safe. What <see cref="Written"/> gives is
/// valid until the next write or <see cref="Release"/>. <paramref name="budget"/>: what it takes counts as buffered, though it never
/// waits for room: it holds a frame that was let in already.
/// </summary>
internal sealed class ReplyBuffer(BufferBudget? budget = null) : IBufferWriter<byte>
{
    private byte[] _bytes = [];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(1, sizeHint));
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Forgets what was written and keeps the array.</summary>
    public void Reset() => _length = 0;

    /// <summary>Forgets what was written behind the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length);
        _length = length;
    }

    /// <summary>Gives the array back to the pool.</summary>
    public void Release()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        budget?.Give(BufferBudget.CostOf(_bytes.Length));
        _bytes = [];
        _length = 0;
    }

    private void Ensure(int more)
    {
        if (_bytes.Length - _length >= more)
            return;
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(256, Math.Max(checked(_length + more), (int)Math.Min(2L * _length, Array.MaxLength))));
        budget?.TakeNow(BufferBudget.CostOf(grown.Length));
        budget?.Give(BufferBudget.CostOf(_bytes.Length));
        _bytes.AsSpan(0, _length).CopyTo(grown);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = grown;
    }
}
