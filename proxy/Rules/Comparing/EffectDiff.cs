using System.Collections.Immutable;
using System.Net;
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
    private readonly ImmutableArray<IPNetwork> _networks = [.. before.Networks.Union(after.Networks)];
    private readonly ImmutableArray<NamePattern> _clientIds = [.. before.ClientIds.Concat(after.ClientIds).DistinctBy(pattern => pattern.Text)];
    private LoginSample? _login;
    private Sample? _clientId;
    private string? _opened;
    private HoursSample _hours;

    internal IEnumerable<Difference> Run()
    {
        var claims = from purpose in samples.Purposes.Cast<string?>().Prepend(null)
                     from mechanism in samples.Mechanisms.Cast<string?>().Prepend(null)
                     from login in samples.Logins.Cast<LoginSample?>().Prepend(null)
                     from clientId in samples.ClientIds.Cast<Sample?>().Prepend(null)
                     from opened in samples.Opened.Cast<string?>().Prepend(null)
                     from hours in samples.Hours
                     select (purpose, mechanism, login, clientId, opened, hours);
        foreach (var person in samples.People)
        {
            foreach (var (purpose, mechanism, login, clientId, opened, hours) in claims)
            {
                (_login, _clientId, _opened, _hours) = (login, clientId, opened, hours);
                Compare(person.Label, new Caller(person.Name, purpose, mechanism, login?.Facts, SourceNetworks.Of(login?.From, _networks), ClientIdMarks.Of(clientId?.Name, _clientIds), hours.Open, opened is null ? null : new OpenedAccess([opened])));
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
        Quota("records seen in clear", quota => quota.Reveals / Math.Max(1e-9, quota.Window.TotalDays), "as many as there are", most => FormattableString.Invariant($"at most {most:0} in a day's time"));
        Quota("bytes read", quota => quota.ReadPerSecond, "as fast as may be", most => $"at most {Phrases.Bytes((long)most)} a second");
        Quota("bytes written", quota => quota.WritePerSecond, "as fast as may be", most => $"at most {Phrases.Bytes((long)most)} a second");

        void Quota(string what, Func<QuotaRule, double> amount, string unbounded, Func<double, string> bounded)
        {
            var (was, now) = (Least(before), Least(after));
            if (was != now)
                Add(now > was ? DifferenceWeight.Weaker : DifferenceWeight.Stronger, "quota", what, Told(was), Told(now), who, "all topics", caller, null);

            double Least(RuleSet rules) => rules.QuotasFor(caller).Select(amount).Where(most => most > 0).DefaultIfEmpty(double.PositiveInfinity).Min();

            string Told(double most) => double.IsInfinity(most) ? unbounded : bounded(most);
        }
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
        _found.Add((new Difference(weight, kind, what, from, to) { Purpose = caller.Purpose, Mechanism = caller.Mechanism, Login = _login?.Label, ClientId = _clientId?.Label, BreakGlass = _opened, Hours = _hours.Label, From = instant }, who, where));

    /// <summary>What holds for whatever purpose and mechanism, or from now on, is not told of each again; who has the same in common stands together.</summary>
    private IEnumerable<Difference> Together()
    {
        var told = new HashSet<(Difference, string, string)>();
        var fresh = AtAllHours().Where(found => told.Add((found.Difference with { From = null }, found.Who, found.Where)) & !Wider(found.Difference).Any(wider => told.Contains((wider, found.Who, found.Where)))).ToList();
        return fresh
            .GroupBy(found => (found.Difference, found.Where)).Select(same => (same.Key.Difference, same.Key.Where, Who: string.Join('\n', same.Select(found => found.Who))))
            .GroupBy(found => (found.Difference, found.Who)).Select(same => same.Key.Difference with { Who = [.. same.Key.Who.Split('\n')], Where = [.. same.Select(found => found.Where)] });
    }

    /// <summary>What is so at all hours is told of none.</summary>
    private IEnumerable<(Difference Difference, string Who, string Where)> AtAllHours()
    {
        if (samples.Hours.Length == 1)
            return _found.Select(found => (found.Difference with { Hours = null }, found.Who, found.Where));
        var hours = _found.GroupBy(found => (found.Difference with { Hours = null }, found.Who, found.Where)).ToDictionary(same => same.Key, same => same.Select(found => found.Difference.Hours).Distinct().Count());
        return _found.Select(found => hours[(found.Difference with { Hours = null }, found.Who, found.Where)] == samples.Hours.Length ? (found.Difference with { Hours = null }, found.Who, found.Where) : found);
    }

    /// <summary>The same difference, told of more callers.</summary>
    private static IEnumerable<Difference> Wider(Difference difference) =>
        from purpose in new[] { null, difference.Purpose }.Distinct()
        from mechanism in new[] { null, difference.Mechanism }.Distinct()
        from login in new[] { null, difference.Login }.Distinct()
        from clientId in new[] { null, difference.ClientId }.Distinct()
        from opened in new[] { null, difference.BreakGlass }.Distinct()
        from hours in new[] { null, difference.Hours }.Distinct()
        where (purpose, mechanism, login, clientId, opened, hours) != (difference.Purpose, difference.Mechanism, difference.Login, difference.ClientId, difference.BreakGlass, difference.Hours)
        select difference with { From = null, Purpose = purpose, Mechanism = mechanism, Login = login, ClientId = clientId, BreakGlass = opened, Hours = hours };
}
