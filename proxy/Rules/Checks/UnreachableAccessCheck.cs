using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// An allow that a deny swallows whole never allows anything. Only a warning: locking somebody out by one more file must work.
/// </summary>
internal static class UnreachableAccessCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var denies = set.Documents.SelectMany(d => d.Access.Where(r => r.IsDeny && r.Audience.Unless is null).Select(r => (Rule: r, People: PeopleNames.Resolve(d, r.Audience.People)))).ToList();
        foreach (var document in set.Documents)
        {
            foreach (var allow in document.Access.Where(r => !r.IsDeny && !r.Operations.IsEmpty && !r.Resources.IsEmpty))
            {
                var people = PeopleNames.Resolve(document, allow.Audience.People);
                var swallowed = allow.Resources.Select(r => denies.FirstOrDefault(d => d.People.Covers(people) && Covers(d.Rule, allow, r)).Rule).ToList();
                if (swallowed.TrueForAll(d => d is not null))
                    problems.Warning(allow.Id.Place, $"Rule {allow.Id} never allows anything: {string.Join(" and ", swallowed.Select(d => d!.Id).Distinct())} denies all of it. Remove it, or narrow the deny (with 'unless').");
            }
        }
    }

    private static bool Covers(AccessEntry deny, AccessEntry allow, ResourceEntry resource)
    {
        var wanted = OperationSet.For(resource.Type).And(allow.OperationSet);
        return wanted.And(deny.OperationSet) == wanted
            && deny.Resources.Any(r => r.Type == resource.Type && NamePattern.Parse(r.Pattern.Value).Covers(NamePattern.Parse(resource.Pattern.Value)));
    }
}
