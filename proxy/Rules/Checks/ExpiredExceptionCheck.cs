namespace Compliance.Rules.Checks;

/// <summary>An exception that has ended no longer spares anybody, though the policy still says it does; one about to end is to be seen to before.</summary>
internal static class ExpiredExceptionCheck
{
    private const int DaysBefore = 30;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var rule in set.Documents.SelectMany(d => d.Protect))
        {
            foreach (var exception in rule.Except)
            {
                if (exception.Until <= set.Now)
                    problems.Warning(exception.UntilPlace, $"The exception {exception.Ticket} of rule {rule.Id} ended at {Instant(exception.Until)} and is off; remove it, or have it approved anew.");
                else if (exception.Until <= set.Now?.AddDays(DaysBefore))
                    problems.Warning(exception.UntilPlace, $"The exception {exception.Ticket} of rule {rule.Id} ends in less than {DaysBefore} days, at {Instant(exception.Until)}, and with it what {exception.ApprovedBy} approved; have it approved anew, or tell whom it spares.");
            }
        }
    }

    private static string Instant(DateTimeOffset until) => $"{until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z";
}
