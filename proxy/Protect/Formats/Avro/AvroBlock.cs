namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// The head of a block of an array or a map: <c>count</c>, or <c>-count size</c> with the bytes of its items; count 0 ends the value.
/// </summary>
/// <param name="Start">Where the head begins.</param>
/// <param name="Items">Where the items begin.</param>
/// <param name="Count">So many items.</param>
/// <param name="Size">Bytes of all items; -1: not given.</param>
internal readonly record struct AvroBlock(int Start, int Items, long Count, long Size)
{
    internal static bool TryRead(ref AvroView view, out AvroBlock block)
    {
        block = default;
        var (start, size) = (view.At, -1L);
        if (!view.TryLong(out var count) || count == long.MinValue)
            return false;
        if (count < 0 && (!view.TryLong(out size) || size < 0 || size > view.Left))
            return false;
        block = new(start, view.At, Math.Abs(count), size);
        return true;
    }

    internal bool EndsAt(int position) => Size < 0 || position - Items == Size;

    /// <summary>The head of the block with other items; of none, nothing at all, since a count of 0 would end the value.</summary>
    internal void WriteHead(long count, long size, Scratch output)
    {
        if (count == 0)
            return;
        AvroNumber.Write(Size < 0 ? count : -count, output);
        if (Size >= 0)
            AvroNumber.Write(size, output);
    }
}
