using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Makes the plan of a caller for a topic out of the protecting rules. Callers who are spared by the same exceptions share one plan.
/// Thread-safe.
/// </summary>
internal sealed class PlanBuilder(ImmutableArray<ProtectRule> rules, ImmutableArray<RowRule> rows)
{
    // Bounded by what policies can say: the ways in which their topic patterns and exceptions can combine. Names don't enter it.
    private const int MaxShared = 4096;

    private readonly ConcurrentDictionary<string, FieldPlan> _shared = new(StringComparer.Ordinal);

    internal FieldPlan Build(Caller? caller, string topic, When when, DateTimeOffset now)
    {
        var picks = new List<(ProtectRule Rule, ImmutableArray<FieldFind> Finds, ExceptionRule? Spared)>();
        var key = new StringBuilder();
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            if (rule.When != when)
                continue;
            var finds = FindsIn(rule, topic, key.Append(i).Append('.'));
            if (finds.IsEmpty)
                continue;
            var spared = rule.Spares(caller, now);
            picks.Add((rule, finds, spared));
            key.Append('e').Append(spared is null ? -1 : rule.Exceptions.IndexOf(spared)).Append(';');
        }

        var stored = when == When.Consume && picks.Count > 0 ? Stored(topic, key) : [];
        var kept = when == When.Consume && caller is not null ? RowsOf(caller, topic, key) : [];
        if (_shared.TryGetValue(key.ToString(), out var plan))
            return plan;
        plan = Assemble(picks, stored, kept);
        if (_shared.Count < MaxShared)
            _shared.TryAdd(key.ToString(), plan);
        return plan;
    }

    private ImmutableArray<RowRule> RowsOf(Caller caller, string topic, StringBuilder key)
    {
        var kept = ImmutableArray.CreateBuilder<RowRule>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (!rows[i].Concerns(caller, topic))
                continue;
            key.Append('r').Append(i);
            kept.Add(rows[i]);
        }

        return kept.ToImmutable();
    }

    /// <summary>What produce rules have made of the topic's values, as far as any of them makes tokens.</summary>
    private List<FieldRule> Stored(string topic, StringBuilder key)
    {
        var stored = new List<FieldRule>();
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].When != When.Produce)
                continue;
            foreach (var path in Paths(FindsIn(rules[i], topic, key.Append('s').Append(i).Append('.'))))
                stored.Add(new(path, rules[i].Class, rules[i].Treatment, rules[i].Id, null, rules[i].Policy, stored.Count));
        }

        return stored.Exists(r => r.Treatment.Technique == Technique.Token) ? stored : [];
    }

    private static ImmutableArray<FieldFind> FindsIn(ProtectRule rule, string topic, StringBuilder key)
    {
        var finds = ImmutableArray.CreateBuilder<FieldFind>();
        for (var i = 0; i < rule.Finds.Length; i++)
        {
            if (!rule.Finds[i].Topics.Any(t => t.Matches(topic)))
                continue;
            key.Append(i).Append(',');
            finds.Add(rule.Finds[i]);
        }

        return finds.ToImmutable();
    }

    private static IEnumerable<FieldPath> Paths(ImmutableArray<FieldFind> finds) => finds.Select(f => f.Path).DistinctBy(p => p.Text);

    private static FieldPlan Assemble(List<(ProtectRule Rule, ImmutableArray<FieldFind> Finds, ExceptionRule? Spared)> picks, List<FieldRule> stored, ImmutableArray<RowRule> kept)
    {
        var fields = ImmutableArray.CreateBuilder<FieldRule>();
        var until = DateTimeOffset.MaxValue;
        var formats = ValueFormats.None;
        foreach (var (rule, finds, spared) in picks)
        {
            if (spared is not null && spared.Exemption.Until < until)
                until = spared.Exemption.Until;
            var treatment = spared is null ? rule.Treatment : new Reveal();
            foreach (var find in finds)
                formats |= find.Format;
            foreach (var path in Paths(finds))
                fields.Add(new(path, rule.Class, treatment, rule.Id, spared?.Exemption, rule.Policy, fields.Count));
        }

        var root = PathAutomaton.Build(fields, stored)
            ?? throw new InvalidOperationException("The paths of these policies together are too many to follow; a check of the policies bounds them.");
        return new(fields.ToImmutable(), root, until, formats, picks.Select(p => p.Rule.UnknownSchema).DefaultIfEmpty().Max(), kept);
    }
}
