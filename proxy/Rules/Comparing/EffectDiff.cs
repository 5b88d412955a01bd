using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Describing;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Comparing;

/// <summary>
/// What two sets of policies come to for everybody whom either names: who may do, see and store what, and how surely it is recorded. Asks
/// both as a proxy asks them, at now and at each instant at which an exception ends. One use per instance.
/// </summary>
internal sealed class EffectDiff(RuleSet before, RuleSet after, SampleSet samples, ImmutableArray<DateTimeOffset> instants)
{
    private static readonly (Operation Operation, string Name)[] Operations =
        [.. OperationNames.All.Where(o => o.Value != Operation.All).Select(o => (o.Value, o.Key))];

    private readonly List<(Difference Difference, string Who, string Where)> _found = [];

    internal IEnumerable<Difference> Run()
    {
        foreach (var person in samples.People)
        {
            foreach (var purpose in samples.Purposes.Cast<string?>().Prepend(null))
            {
                foreach (var mechanism in samples.Mechanisms.Cast<string?>().Prepend(null))
                    Compare(person.Label, new Caller(person.Name, purpose, mechanism));
            }
        }

        return Together();
    }

    private void Compare(string who, Caller caller)
    {
        Quotas(who, caller);
        foreach (var topic in samples.Topics)
        {
            Access(who, caller, ResourceType.Topic, topic, "topics ");
            Evidence(who, caller, topic);
            Rows(who, caller, topic);
            foreach (var instant in instants)
            {
                if (MayInBoth(caller, Operation.Read, topic.Name))
                    Fields(who, caller, topic, When.Consume, instant);
                if (MayInBoth(caller, Operation.Write, topic.Name))
                    Fields(who, caller, topic, When.Produce, instant);
            }
        }

        foreach (var group in samples.Groups)
            Access(who, caller, ResourceType.Group, group, "groups ");
        foreach (var id in samples.TransactionalIds)
            Access(who, caller, ResourceType.TransactionalId, id, "transactional ids ");
        Access(who, caller, ResourceType.Cluster, new Sample("the cluster", AccessRule.ClusterName), "");
    }

    private bool MayInBoth(Caller caller, Operation operation, string topic) =>
        before.Decide(caller, operation, ResourceType.Topic, topic).Allowed && after.Decide(caller, operation, ResourceType.Topic, topic).Allowed;

    private void Access(string who, Caller caller, ResourceType type, Sample on, string kind)
    {
        foreach (var (operation, name) in Operations)
        {
            var (was, now) = (before.Decide(caller, operation, type, on.Name), after.Decide(caller, operation, type, on.Name));
            if (was.Allowed != now.Allowed)
                Add(now.Allowed ? DifferenceWeight.Weaker : DifferenceWeight.Stronger, "access", name, Phrases.Of(was), Phrases.Of(now), who, kind + on.Label, caller, null);
        }
    }

    private void Evidence(string who, Caller caller, Sample topic)
    {
        var (was, now) = (before.AuditFor(caller, topic.Name), after.AuditFor(caller, topic.Name));
        foreach (var group in Enum.GetValues<ApiGroup>())
        {
            foreach (var denied in new[] { false, true })
            {
                var (from, to) = (was.Of(group, denied, false, AuditMode.Durable), now.Of(group, denied, false, AuditMode.Durable));
                if (from != to)
                    Add(to < from ? DifferenceWeight.Weaker : DifferenceWeight.Stronger, "evidence", $"evidence of {group.ToString().ToLowerInvariant()} requests{(denied ? " that were refused" : "")}", AuditModeNames.Of(from), AuditModeNames.Of(to), who, topic.Label, caller, null);
            }
        }
    }

    private void Rows(string who, Caller caller, Sample topic)
    {
        if (!MayInBoth(caller, Operation.Read, topic.Name))
            return;
        var (was, now) = (Kept(before), Kept(after));
        foreach (var gone in was.Except(now))
            Add(DifferenceWeight.Weaker, "rows", "records that are read", $"only with {gone}", "also without", who, topic.Label, caller, null);
        foreach (var added in now.Except(was))
            Add(DifferenceWeight.Stronger, "rows", "records that are read", "also without", $"only with {added}", who, topic.Label, caller, null);

        IEnumerable<string> Kept(RuleSet rules) => rules.BuildPlan(caller, topic.Name, When.Consume, instants[0]).Rows.Select(row => row.Text);
    }

    private void Quotas(string who, Caller caller)
    {
        var (was, now) = (Least(before), Least(after));
        if (was != now)
            Add(now > was ? DifferenceWeight.Weaker : DifferenceWeight.Stronger, "quota", "records seen in clear", Told(was), Told(now), who, "all topics", caller, null);

        double Least(RuleSet rules) => rules.QuotasFor(caller).Select(quota => quota.Reveals / quota.Window.TotalDays).DefaultIfEmpty(double.PositiveInfinity).Min();

        static string Told(double aDay) => double.IsInfinity(aDay) ? "as many as there are" : FormattableString.Invariant($"at most {aDay:0} in a day's time");
    }

    private void Fields(string who, Caller caller, Sample topic, When when, DateTimeOffset instant)
    {
        var (was, now) = (Treatments.Of(before.BuildPlan(caller, topic.Name, when, instant)), Treatments.Of(after.BuildPlan(caller, topic.Name, when, instant)));
        foreach (var field in was.Keys.Union(now.Keys).Order())
        {
            var (from, to) = (Treatments.At(was, field), Treatments.At(now, field));
            if (from != to)
                Add(Treatments.Weigh(from, to), when == When.Consume ? "sight" : "stored", $"{field.Class} at {field.Path}", Phrases.Of(from), Phrases.Of(to), who, topic.Label, caller, instant == instants[0] ? null : instant);
        }
    }

    private void Add(DifferenceWeight weight, string kind, string what, string from, string to, string who, string where, Caller caller, DateTimeOffset? instant) =>
        _found.Add((new Difference(weight, kind, what, from, to) { Purpose = caller.Purpose, Mechanism = caller.Mechanism, From = instant }, who, where));

    /// <summary>What holds for whatever purpose and mechanism, or from now on, is not told of each again; who has the same in common stands together.</summary>
    private IEnumerable<Difference> Together()
    {
        var told = new HashSet<(Difference, string, string)>();
        var fresh = _found.Where(found => told.Add((found.Difference with { From = null }, found.Who, found.Where)) & !Wider(found.Difference).Any(wider => told.Contains((wider, found.Who, found.Where)))).ToList();
        return fresh
            .GroupBy(found => (found.Difference, found.Where)).Select(same => (same.Key.Difference, same.Key.Where, Who: string.Join('\n', same.Select(found => found.Who))))
            .GroupBy(found => (found.Difference, found.Who)).Select(same => same.Key.Difference with { Who = [.. same.Key.Who.Split('\n')], Where = [.. same.Select(found => found.Where)] });
    }

    /// <summary>The same difference, told of more callers.</summary>
    private static IEnumerable<Difference> Wider(Difference difference)
    {
        difference = difference with { From = null };
        if (difference.Purpose is not null)
            yield return difference with { Purpose = null };
        if (difference.Mechanism is not null)
            yield return difference with { Mechanism = null };
        if (difference is { Purpose: not null, Mechanism: not null })
            yield return difference with { Purpose = null, Mechanism = null };
    }
}
