using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Describing;

namespace Compliance.Rules.Comparing;

/// <summary>
/// Who would see or do more or less under another set of policies, counted over what was recorded. A count of requests that would have gone
/// otherwise: whether a field was in a record nobody knows who did not keep it. Immutable.
/// </summary>
/// <param name="Lines">What would be other, the gravest first and the most frequent first.</param>
/// <param name="Requests">All that were looked at.</param>
/// <param name="Changed">Requests of which something would be other.</param>
public sealed record Impact(ImmutableArray<ImpactLine> Lines, long Requests, long Changed)
{
    private const int MostNamed = 5;

    /// <param name="before">As it is.</param>
    /// <param name="after">As it would be.</param>
    /// <param name="accesses">What was recorded.</param>
    /// <param name="now">The instant at which both are asked: what matters is the day on which the second comes into force.</param>
    public static Impact Of(RuleSet before, RuleSet after, IEnumerable<RecordedAccess> accesses, DateTimeOffset now)
    {
        var (requests, changed) = (0L, 0L);
        var found = new List<(ImpactLine Line, RecordedAccess Access)>();
        foreach (var access in accesses)
        {
            requests += access.Requests;
            var lines = Compare(before, after, access, now).ToList();
            changed += lines.Count > 0 ? access.Requests : 0;
            found.AddRange(lines.Select(line => (line, access)));
        }

        var together = found.GroupBy(one => one.Line, one => one.Access).Select(same => same.Key with
        {
            Requests = same.Sum(access => access.Requests),
            Records = same.Sum(access => access.Records),
            Principals = [.. same.Select(access => access.Principal).Distinct().Order(StringComparer.Ordinal)],
            Topics = [.. same.Select(access => access.Topic).Distinct().Order(StringComparer.Ordinal)],
        });
        return new([.. together.OrderBy(line => line.Weight).ThenByDescending(line => line.Requests)], requests, changed);
    }

    public void WriteTo(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"{Requests} recorded requests looked at; {Changed} would go otherwise."));
        foreach (var line in Lines)
        {
            var weight = line.Weight switch { DifferenceWeight.Weaker => "more", DifferenceWeight.Stronger => "less", _ => "other" };
            output.WriteLine(FormattableString.Invariant($"  {weight}: {Some(line.Principals)} {(line.IsWrite ? "writing" : "reading")} {Some(line.Topics)}, {line.What}: {line.After}; is {line.Before} ({line.Requests} requests, {line.Records} records)").Replace("`", "", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<ImpactLine> Compare(RuleSet before, RuleSet after, RecordedAccess access, DateTimeOffset now)
    {
        var caller = new Caller(access.Principal, access.Purpose, access.Mechanism, From: access.From, ClientIds: access.ClientIds, Open: access.Open, Opened: access.Opened);
        var operation = access.IsWrite ? Operation.Write : Operation.Read;
        var (was, would) = (before.Decide(caller, operation, ResourceType.Topic, access.Topic), after.Decide(caller, operation, ResourceType.Topic, access.Topic));
        if (was.Allowed != would.Allowed)
            yield return new(would.Allowed ? DifferenceWeight.Weaker : DifferenceWeight.Stronger, "access", Phrases.Of(was), Phrases.Of(would), access.IsWrite, 0, 0);
        if (!was.Allowed || !would.Allowed)
            yield break;
        var when = access.IsWrite ? When.Produce : When.Consume;
        var (today, then) = (Treatments.Of(before.BuildPlan(caller, access.Topic, when, now)), Treatments.Of(after.BuildPlan(caller, access.Topic, when, now)));
        foreach (var field in today.Keys.Union(then.Keys).Order())
        {
            var (from, to) = (Treatments.At(today, field), Treatments.At(then, field));
            if (from != to)
                yield return new(Treatments.Weigh(from, to), $"{field.Class} at {field.Path}", Phrases.Of(from), Phrases.Of(to), access.IsWrite, 0, 0);
        }
    }

    private static string Some(ImmutableArray<string> names) =>
        names.Length <= MostNamed ? Phrases.And(names) : FormattableString.Invariant($"{string.Join(", ", names.Take(MostNamed))} and {names.Length - MostNamed} more");
}
