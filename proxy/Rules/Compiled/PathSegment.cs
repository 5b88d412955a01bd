using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>One step of a path: into a member by one of several names, or into an element.</summary>
/// <param name="Names">Of a member: its name in UTF-8, any of these. Empty: an element.</param>
/// <param name="Index">Of an element: which; -1 is each.</param>
/// <param name="Anywhere"><c>..</c>: at any depth from here.</param>
public sealed record PathSegment(ImmutableArray<byte[]> Names, int Index, bool Anywhere)
{
    public bool IsMember => !Names.IsEmpty;

    public bool TakesMember(ReadOnlySpan<byte> name)
    {
        foreach (var candidate in Names)
        {
            if (name.SequenceEqual(candidate))
                return true;
        }

        return false;
    }

    public bool TakesElement(int index) => !IsMember && (Index < 0 || Index == index);
}
