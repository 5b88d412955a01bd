using System.Collections.Immutable;
using System.Net;
using Compliance.Rules.Compiled;
using Compliance.Rules.Describing;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Comparing;

/// <summary>What a login may have proved beside principal and mechanism, and from where it may come, as some people of a policy are told by it.</summary>
/// <param name="Label">In words.</param>
/// <param name="Facts">An x for each wildcard.</param>
/// <param name="From">An address of the network by which they are told.</param>
internal sealed record LoginSample(string Label, LoginFacts? Facts, IPAddress? From)
{
    /// <summary>One for each place of the longest list, so that each of the alternatives is in one of them.</summary>
    internal static IEnumerable<LoginSample> Of(PeopleEntry people)
    {
        if (!people.AsksLogin && people.Networks.IsEmpty)
            yield break;
        var lists = people.Claims.Select(c => c.Values).Prepend(people.Groups).Append(people.Subjects).Append(people.SubjectNames).Append(people.Networks).ToList();
        for (var i = 0; i < lists.Max(list => list.Length); i++)
        {
            var one = people with
            {
                Principals = [],
                Mechanisms = [],
                Groups = Pick(people.Groups, i),
                Claims = [.. people.Claims.Select(claim => claim with { Values = Pick(claim.Values, i) })],
                Subjects = Pick(people.Subjects, i),
                SubjectNames = Pick(people.SubjectNames, i),
                Networks = Pick(people.Networks, i),
            };
            var facts = new LoginFacts(Names(one.Groups), one.Claims.SelectMany(c => Names(c.Values).Select(value => (c.Name.Value, value))), Names(one.Subjects).FirstOrDefault(), Names(one.SubjectNames));
            yield return new(Phrases.Of(one), people.AsksLogin ? facts : null, one.CompiledNetworks.Select(network => network.BaseAddress).FirstOrDefault());
        }
    }

    private static ImmutableArray<Text> Pick(ImmutableArray<Text> list, int i) => list.IsEmpty ? list : [list[i % list.Length]];

    private static IEnumerable<string> Names(ImmutableArray<Text> patterns) => patterns.Select(pattern => Sample.Of(pattern.Value).Name);
}
