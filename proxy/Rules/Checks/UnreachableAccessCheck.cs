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
        var denies = set.Documents.SelectMany(d => d.Access.Where(r => r.IsDeny && r.Audience.Unless is null).Where(r => IsKnown(d, r)).Select(r => (Rule: r, Only: r.Audience.Only.Compile(d)))).ToList();
        foreach (var document in set.Documents)
        {
            foreach (var allow in document.Access.Where(r => !r.IsDeny && !r.Operations.IsEmpty && !r.Resources.IsEmpty && IsKnown(document, r)))
            {
                var only = allow.Audience.Only.Compile(document);
                var swallowed = allow.Resources.Select(r => denies.FirstOrDefault(d => d.Only.Covers(only) && Covers(d.Rule, allow, r)).Rule).ToList();
                if (swallowed.TrueForAll(d => d is not null))
                    problems.Warning(allow.Id.Place, $"Rule {allow.Id} never allows anything: {string.Join(" and ", swallowed.Select(d => d!.Id).Distinct())} denies all of it. Remove it, or narrow the deny (with 'unless').");
            }
        }
    }

    /// <summary>Whatever the narrow rule says of the resource, the wide one says of it too.</summary>
    internal static bool Covers(AccessEntry wide, AccessEntry narrow, ResourceEntry resource)
    {
        var wanted = OperationSet.For(resource.Type).And(narrow.OperationSet);
        return wanted.And(wide.OperationSet) == wanted
            && wide.Resources.Any(r => r.Type == resource.Type && NamePattern.Parse(r.Pattern.Value).Covers(NamePattern.Parse(resource.Pattern.Value)));
    }

    // A name that is not declared is an error of its own.
    private static bool IsKnown(PolicyDocument document, AccessEntry rule) =>
        rule.Audience.Only.Purpose is not { } purpose || document.Purposes.Any(p => p.Name.Value == purpose.Value);
}
