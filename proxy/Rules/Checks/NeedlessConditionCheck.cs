using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// Rules that allow add up: where one allows the same people all of it at any time, what another says of hours, client ids or a purpose holds
/// nobody back.
/// </summary>
internal static class NeedlessConditionCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var allows = (from document in set.Documents
                      from rule in document.Access
                      where !rule.IsDeny && !rule.Operations.IsEmpty && IsKnown(document, rule)
                      select (Rule: rule, Only: rule.Audience.Only.Compile(document))).ToList();
        for (var i = 0; i < allows.Count; i++)
        {
            var (narrow, when) = allows[i];
            if (!narrow.Audience.Only.AsksRequest || narrow.Resources.IsEmpty)
                continue;
            var wider = allows.Where((wide, at) => at != i && wide.Rule.Audience.Unless is null && wide.Only.Covers(when) && (at < i || !when.Covers(wide.Only))).Select(wide => wide.Rule).ToList();
            var by = narrow.Resources.Select(resource => wider.Find(wide => UnreachableAccessCheck.Covers(wide, narrow, resource))).ToList();
            if (by.TrueForAll(rule => rule is not null))
                problems.Warning(narrow.Id.Place, $"What rule {narrow.Id} asks for (hours, client ids, a purpose) holds nobody back: {string.Join(" and ", by.Select(rule => rule!.Id).Distinct())} allows the same people all of it besides. Narrow that rule, or remove this one.");
        }
    }

    private static bool IsKnown(PolicyDocument document, AccessEntry rule) =>
        rule.Audience.Only.Purpose is not { } purpose || document.Purposes.Any(p => p.Name.Value == purpose.Value);
}
