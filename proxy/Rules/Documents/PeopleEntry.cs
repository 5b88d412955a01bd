using System.Collections.Immutable;
using System.Net;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Some people as written: who fits one of each list that is not empty, and of each claim.</summary>
internal sealed record PeopleEntry(
    Text Name, ImmutableArray<Text> Principals, ImmutableArray<string> Mechanisms, ImmutableArray<Text> Groups, ImmutableArray<ClaimEntry> Claims,
    ImmutableArray<Text> Subjects, ImmutableArray<Text> SubjectNames, ImmutableArray<Text> Networks)
{
    /// <summary>They are told by more than a principal and a mechanism.</summary>
    internal bool AsksLogin => !Groups.IsEmpty || !Claims.IsEmpty || !Subjects.IsEmpty || !SubjectNames.IsEmpty;

    internal ImmutableArray<IPNetwork> CompiledNetworks => [.. Networks.Select(network => NetworkText.Parse(network.Value, out _)).OfType<IPNetwork>()];

    internal IEnumerable<PeoplePattern> Compile()
    {
        var login = new LoginPattern(
            Mechanisms, Patterns(Groups), [.. Claims.Select(claim => (claim.Name.Value, Patterns(claim.Values)))], Patterns(Subjects), Patterns(SubjectNames), CompiledNetworks);
        return Principals.IsEmpty ? [new(null, login)] : Patterns(Principals).Select(principal => new PeoplePattern(principal, login));
    }

    private static ImmutableArray<NamePattern> Patterns(ImmutableArray<Text> texts) => [.. texts.Select(text => NamePattern.ParseFree(text.Value))];
}
