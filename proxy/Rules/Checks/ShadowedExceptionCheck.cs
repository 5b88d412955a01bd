using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// The first exception that holds decides, and its ticket stands in the evidence. One whose people all fit an exception above it, for any purpose
/// or the same one and for as long, never decides.
/// </summary>
internal static class ShadowedExceptionCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            foreach (var rule in document.Protect)
            {
                for (var i = 1; i < rule.Except.Length; i++)
                {
                    var hidden = rule.Except[i];
                    if (rule.Except[..i].FirstOrDefault(first => Covers(document, first, hidden)) is { } wider)
                        problems.Warning(hidden.Place, $"The exception {hidden.Ticket} of rule {rule.Id} never decides: {wider.Ticket} above it spares the same people for as long. Remove it, or move it up.");
                }
            }
        }
    }

    private static bool Covers(PolicyDocument document, ExceptEntry wide, ExceptEntry narrow) =>
        wide.Until >= narrow.Until
        && (wide.Purpose is null || wide.Purpose?.Value == narrow.Purpose?.Value)
        && (wide.People.IsEmpty || (!narrow.People.IsEmpty && PeopleNames.Resolve(document, wide.People).Covers(PeopleNames.Resolve(document, narrow.People))));
}
