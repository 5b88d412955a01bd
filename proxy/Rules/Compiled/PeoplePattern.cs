using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>People by their principal and by how they have proved it.</summary>
/// <param name="Principal">A pattern.</param>
/// <param name="Mechanisms">SASL mechanisms, one of which must have been used; empty: any, and none.</param>
internal sealed record PeoplePattern(NamePattern Principal, ImmutableArray<string> Mechanisms)
{
    internal bool Includes(Caller caller) =>
        Principal.Matches(caller.Principal) && (Mechanisms.IsEmpty || (caller.Mechanism is { } mechanism && Mechanisms.Contains(mechanism)));

    /// <summary>All whom the other one includes, this one includes too.</summary>
    internal bool Covers(PeoplePattern other) =>
        Principal.Covers(other.Principal) && (Mechanisms.IsEmpty || (!other.Mechanisms.IsEmpty && other.Mechanisms.All(m => Mechanisms.Contains(m))));
}
