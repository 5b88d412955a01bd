using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// The first exception that holds decides, and its ticket stands in the evidence. One whose people all fit an exception above it, for any purpose
/// or the same one, at all its hours and for as long, never decides.
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
                        problems.Warning(hidden.Place, $"The exception {hidden.Ticket} of rule {rule.Id} never decides: {wider.Ticket} above it spares the same people, and whenever it does. Remove it, or move it up.");
                }
            }
        }
    }

    private static bool Covers(PolicyDocument document, ExceptEntry wide, ExceptEntry narrow) =>
        wide.Until >= narrow.Until && IsKnown(document, wide) && IsKnown(document, narrow) && wide.For.Compile(document).Covers(narrow.For.Compile(document));

    private static bool IsKnown(PolicyDocument document, ExceptEntry exception) =>
        exception.For.Purpose is not { } purpose || document.Purposes.Any(p => p.Name.Value == purpose.Value);
}
