namespace Compliance.Kafka.Records;

/// <summary>What one header of a record becomes: a range of the rebuilder's pending replacements.</summary>
/// <param name="Index">Which header, in their order from 0.</param>
/// <param name="Start">Where its new value begins.</param>
/// <param name="Length">-1: the value is null. -2: the header goes.</param>
internal readonly record struct HeaderEdit(int Index, int Start, int Length)
{
    public const int Null = -1;
    public const int Gone = -2;
}
