using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>The people a rule speaks of: everybody, or those who fit one of the patterns.</summary>
internal sealed class PeopleSet(bool everybody, ImmutableArray<PeoplePattern> patterns)
{
    internal static readonly PeopleSet Everybody = new(true, []);

    internal bool IsEverybody => everybody;

    internal ImmutableArray<PeoplePattern> Patterns => patterns;

    internal bool Includes(Caller caller)
    {
        if (everybody)
            return true;
        foreach (var pattern in patterns)
        {
            if (pattern.Includes(caller))
                return true;
        }

        return false;
    }

    /// <summary>The principal may be one of them, whatever else they are told by.</summary>
    internal bool MayInclude(string principal) => everybody || patterns.Any(pattern => pattern.Principal?.Matches(principal) != false);

    /// <summary>Everybody in the other is in this one.</summary>
    internal bool Covers(PeopleSet other) =>
        everybody || (!other.IsEverybody && other.Patterns.All(p => patterns.Any(wide => wide.Covers(p))));
}
