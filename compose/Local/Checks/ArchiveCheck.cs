using Compliance.Auditctl;
using Compliance.Local.Actors;

namespace Compliance.Local.Checks;

/// <summary>The archive tells the whole story: each access, each refusal, and no sequence number missing or twice.</summary>
internal static class ArchiveCheck
{
    /// <summary>Whether everything that the actors did is there already.</summary>
    public static bool IsComplete(IReadOnlyList<AccessRow> history, string topic, PaymentLedger ledger) =>
        Records(history, "kafka.produce", "till", topic) >= ledger.Acknowledged
        && Records(history, "kafka.fetch", Analyst.User, topic) >= ledger.Acknowledged
        && Records(history, "kafka.fetch", Investigator.User, topic) >= ledger.Acknowledged;

    public static IEnumerable<Outcome> Of(IReadOnlyList<AccessRow> history, string topic, PaymentLedger ledger)
    {
        yield return Counted("The archive knows of every payment the till wrote", Records(history, "kafka.produce", "till", topic), ledger);
        yield return Counted("The archive knows of every payment the analyst read", Records(history, "kafka.fetch", Analyst.User, topic), ledger);
        yield return Counted("The archive knows of every payment the investigator read", Records(history, "kafka.fetch", Investigator.User, topic), ledger);
        var clear = Of(history, Analyst.User).Where(row => row.Clear.Count > 0).ToList();
        yield return new Outcome(clear.Count == 0 && Of(history, Analyst.User).Any(row => row.Masked.Contains("card-number")), "It says that the analyst saw card numbers masked, and nothing in clear", $"{clear.Count} rows in clear");
        var under = Of(history, Investigator.User).Where(row => row.Clear.Contains("card-number")).Select(row => row.Exemption ?? "none").Distinct().ToList();
        yield return new Outcome(under.Count > 0 && under.TrueForAll(ticket => ticket.Contains("FRAUD-1182", StringComparison.Ordinal)), "It says under which ticket the investigator saw them in clear", string.Join(", ", under));
        // A client asks for the topic's leader before it reads or writes, and for the group's coordinator before it joins: there it is refused.
        yield return Denied("It holds the intruder's refused tries at the topic", history, "kafka.metadata");
        yield return Denied("It holds his refused tries at the group", history, "kafka.find_coordinator");
        var logins = history.Count(row => row.Action.StartsWith("authn.", StringComparison.Ordinal) && row.Outcome == "failure");
        yield return new Outcome(logins > 0, "It holds the failed logins as the till", $"{logins} rows");
        yield return Gapless(history);
    }

    private static IEnumerable<AccessRow> Of(IEnumerable<AccessRow> history, string user) => history.Where(row => row.Who == $"User:{user}");

    // A person may have connected a client of his own as one of them: only the actor's own client is counted.
    private static long Records(IEnumerable<AccessRow> history, string action, string user, string topic) =>
        Of(history, user).Where(row => row.Client == MainJob.ClientOf(user) && row.Action == action && row.Topic == topic && row.Outcome == "success").Sum(row => row.Records);

    private static Outcome Counted(string what, long found, PaymentLedger ledger) => new(found == ledger.Acknowledged && found > 0, what, $"{found} of {ledger.Acknowledged}");

    private static Outcome Denied(string what, IEnumerable<AccessRow> history, string action)
    {
        var rows = Of(history, Intruder.User).Count(row => row.Outcome == "failure" && row.Action == action);
        return new Outcome(rows > 0, what, $"{rows} rows");
    }

    // The sink writes a row of its own where a number is missing in a proxy's sequence.
    private static Outcome Gapless(IReadOnlyList<AccessRow> history)
    {
        var gaps = history.Count(row => row.Action == "audit.gap");
        var repeats = history.Count - history.Select(row => row.EventId).Distinct(StringComparer.Ordinal).Count();
        return new Outcome(history.Count > 0 && gaps == 0 && repeats == 0, "No event is missing and none is there twice", $"{history.Count} rows, {gaps} gaps, {repeats} repeats");
    }
}
