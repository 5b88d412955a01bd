namespace Compliance.Protect.Formats.Protobuf;

/// <summary>What is done to the members of a map, or to the elements of a list. Immutable.</summary>
/// <param name="Keys">Of a map: those that are named, as text.</param>
/// <param name="Indexes">Of a list: those that are named.</param>
/// <param name="Named">To each of them.</param>
/// <param name="Other">To all others.</param>
/// <param name="Counter">Of a list: which of its message's counters counts the elements.</param>
internal sealed record MemberActions(byte[][] Keys, int[] Indexes, FieldAction[] Named, FieldAction Other, int Counter)
{
    internal FieldAction Of(ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < Keys.Length; i++)
        {
            if (key.SequenceEqual(Keys[i]))
                return Named[i];
        }

        return Other;
    }

    internal FieldAction Of(int index) => Array.IndexOf(Indexes, index) is >= 0 and var found ? Named[found] : Other;
}
