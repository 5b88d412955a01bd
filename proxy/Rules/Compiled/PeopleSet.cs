using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>The people a rule speaks of: everybody, or those whose principal fits one of the patterns.</summary>
internal sealed class PeopleSet(bool everybody, ImmutableArray<NamePattern> principals)
{
    internal static readonly PeopleSet Everybody = new(true, []);

    internal bool IsEverybody => everybody;

    internal ImmutableArray<NamePattern> Principals => principals;

    internal bool Includes(Caller caller)
    {
        if (everybody)
            return true;
        foreach (var pattern in principals)
        {
            if (pattern.Matches(caller.Principal))
                return true;
        }

        return false;
    }

    /// <summary>Everybody in the other is in this one.</summary>
    internal bool Covers(PeopleSet other) =>
        everybody || (!other.IsEverybody && other.Principals.All(p => principals.Any(wide => wide.Covers(p))));
}
