using Compliance.Rules.Compiled.Times;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>Hours and client ids by which rules hold say something: they open and close, and leave something over of the rule.</summary>
internal static class HoursCheck
{
    private const int MaxLength = 255;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            foreach (var condition in document.Conditions)
            {
                Overlaps(condition, problems);
                foreach (var id in condition.ClientIds.Where(id => id.Value.Length > MaxLength || id.Value.Any(char.IsControl)))
                    problems.Error(id.Place, $"A pattern for client ids has at most {MaxLength} characters, and no control characters.");
            }

            Spared(document, problems);
            foreach (var rule in document.Protect)
            {
                foreach (var exception in rule.Except.Where(e => set.Now < e.Until && Opens(e.For, set.Now.Value) >= e.Until))
                    problems.Warning(exception.For.Hours[0].Written.Place, $"The exception {exception.Ticket} of rule {rule.Id} ends before its hours open again, so it spares nobody any more; have it approved anew, or remove it.");
            }
        }
    }

    /// <summary>When the first of its hours opens next, or now where one is open; null: it names none.</summary>
    private static DateTimeOffset? Opens(ConditionEntry condition, DateTimeOffset now) => condition.Hours.IsEmpty
        ? null
        : condition.Windows.Min(window => window.IsOpenAt(now) ? now : window.NextEdge(now));

    private static void Overlaps(ConditionEntry condition, ProblemList problems)
    {
        for (var i = 1; i < condition.Hours.Length; i++)
        {
            var hours = condition.Hours[i];
            if (condition.Hours.Take(i).FirstOrDefault(earlier => WeekHours.Meet(earlier.Window, hours.Window)) is { Window: not null } earlier)
                problems.Warning(hours.Written.Place, $"'{hours.Written}' overlaps '{earlier.Written}': it is open in either. Write each hour once, so that who shortens one shortens it.");
        }

        if (!condition.Hours.IsEmpty && WeekHours.IsAlways(condition.Windows))
            problems.Warning(condition.Hours[0].Written.Place, "These hours are always open, so they are no condition; leave 'hours' out, or write the hours that are meant.");
    }

    private static void Spared(PolicyDocument document, ProblemList problems)
    {
        var rules = document.Access.Select(r => (r.Id, r.Audience)).Concat(document.Rows.Select(r => (r.Id, r.Audience))).Concat(document.Quotas.Select(r => (r.Id, r.Audience)));
        foreach (var (id, audience) in rules)
        {
            if (audience.Unless is { } unless && IsKnown(document, audience) && unless.Compile(document).Covers(audience.Only.Compile(document)))
                problems.Warning(id.Place, $"Rule {id} never applies: its 'unless' spares all whom it names, whenever it names them. Narrow 'unless', or remove the rule.");
        }
    }

    private static bool IsKnown(PolicyDocument document, AudienceEntry audience) =>
        audience.Conditions.All(c => c.Purpose is not { } purpose || document.Purposes.Any(p => p.Name.Value == purpose.Value));
}
