using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Describing;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Comparing;

/// <summary>What a login may have proved beside principal and mechanism, as some people of a policy are told by it.</summary>
/// <param name="Label">In words.</param>
/// <param name="Facts">An x for each wildcard.</param>
internal sealed record LoginSample(string Label, LoginFacts Facts)
{
    /// <summary>One for each place of the longest list, so that each of the alternatives is in one of them.</summary>
    internal static IEnumerable<LoginSample> Of(PeopleEntry people)
    {
        if (!people.AsksLogin)
            yield break;
        var lists = people.Claims.Select(c => c.Values).Prepend(people.Groups).Append(people.Subjects).Append(people.SubjectNames).ToList();
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
            };
            yield return new(Phrases.Of(one), new(Names(one.Groups), one.Claims.SelectMany(c => Names(c.Values).Select(value => (c.Name.Value, value))), Names(one.Subjects).FirstOrDefault(), Names(one.SubjectNames)));
        }
    }

    private static ImmutableArray<Text> Pick(ImmutableArray<Text> list, int i) => list.IsEmpty ? list : [list[i % list.Length]];

    private static IEnumerable<string> Names(ImmutableArray<Text> patterns) => patterns.Select(pattern => Sample.Of(pattern.Value).Name);
}
