using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>One line of a policy's audit section. What it does not name, it does not ask for; all that it names must hold.</summary>
/// <param name="Id">Unique over all files.</param>
/// <param name="Mode">What it gives.</param>
/// <param name="Apis">Of these groups.</param>
/// <param name="Topics">Patterns as written; empty: any topic, and none.</param>
/// <param name="ClassTopics">Where the classes that it names are found; empty: it names none.</param>
/// <param name="Audience">Whose requests.</param>
/// <param name="Denied">It speaks of what was refused, else of what was let through.</param>
internal sealed record AuditRule(
    string Id, AuditMode Mode, ImmutableArray<ApiGroup> Apis, ImmutableArray<NamePattern> Topics, ImmutableArray<NamePattern> ClassTopics,
    Audience Audience, bool Denied)
{
    internal bool Concerns(Caller caller, string? topic) =>
        Audience.Includes(caller) && Matches(Topics, topic) && Matches(ClassTopics, topic);

    /// <summary>All that the other one speaks of, this one speaks of too; false where that is not plain.</summary>
    internal bool Covers(AuditRule other) =>
        Denied == other.Denied && other.Apis.All(Apis.Contains) && Audience.Only.Covers(other.Audience.Only)
        && Covers(Topics, other.Topics) && Covers(ClassTopics, other.ClassTopics);

    private static bool Matches(ImmutableArray<NamePattern> patterns, string? topic)
    {
        if (patterns.IsEmpty)
            return true;
        foreach (var pattern in patterns)
        {
            if (topic is not null && pattern.Matches(topic))
                return true;
        }

        return false;
    }

    private static bool Covers(ImmutableArray<NamePattern> wide, ImmutableArray<NamePattern> narrow) =>
        wide.IsEmpty || (!narrow.IsEmpty && narrow.All(n => wide.Any(w => w.Covers(n))));
}
