namespace Compliance.Rules.Checks;

/// <summary>An exception that has ended no longer spares anybody; the policy still says it does.</summary>
internal static class ExpiredExceptionCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var rule in set.Documents.SelectMany(d => d.Protect))
        {
            foreach (var exception in rule.Except.Where(e => e.Until <= set.Now))
                problems.Warning(exception.UntilPlace, $"The exception {exception.Ticket} of rule {rule.Id} ended at {exception.Until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z and is off; remove it, or have it approved anew.");
        }
    }
}
