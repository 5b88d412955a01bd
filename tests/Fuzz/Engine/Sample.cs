namespace Compliance.Fuzz.Engine;

/// <summary>
/// A sound input to begin from. <paramref name="Marks"/>: offsets at which a number, a length, a count or a tag begins, where a change
/// reaches deeper than at any other byte; empty: nobody knows.
/// </summary>
internal sealed record Sample(byte[] Bytes, int[] Marks)
{
    public Sample(byte[] bytes)
        : this(bytes, [])
    {
    }
}
