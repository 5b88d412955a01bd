using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Makes the plan of a caller for a topic out of the protecting rules. Callers who are spared by the same exceptions share one plan.
/// Thread-safe.
/// </summary>
internal sealed class PlanBuilder(ImmutableArray<ProtectRule> rules, ImmutableArray<RowRule> rows, ImmutableArray<DeclaredClass> classes)
{
    // Bounded by what policies can say: the ways in which their topic patterns and exceptions can combine. Names don't enter it.
    private const int MaxShared = 4096;

    private readonly ConcurrentDictionary<string, FieldPlan> _shared = new(StringComparer.Ordinal);
    private readonly PatternIndex _rulesOf = PatternIndex.Of(rules.Select(r => r.Finds.SelectMany(f => f.Topics)));
    private readonly PatternIndex _rowsOf = PatternIndex.Of(rows.Select(r => r.Topics.AsEnumerable()));

    internal FieldPlan Build(Caller? caller, string topic, When when, DateTimeOffset now)
    {
        var picks = new List<Pick>();
        var key = new StringBuilder();
        var near = _rulesOf.Find(topic);
        foreach (var i in near)
        {
            var rule = rules[i];
            if (rule.When != when)
                continue;
            var finds = FindsIn(rule.Finds, topic, key.Append(i).Append('.'));
            if (finds.IsEmpty)
                continue;
            var spared = rule.Spares(caller, now);
            picks.Add(new(rule, finds, spared));
            key.Append('e').Append(spared is null ? -1 : rule.Exceptions.IndexOf(spared)).Append(';');
        }

        var stored = when == When.Consume && picks.Count > 0 ? Stored(topic, near, key) : [];
        var kept = when == When.Consume && caller is not null ? RowsOf(caller, topic, key) : [];
        var declared = picks.Exists(pick => pick.Rule.IsUndeclared) ? Declared(topic, key) : [];
        if (_shared.TryGetValue(key.ToString(), out var plan))
            return plan;
        plan = Assemble(picks, stored, declared, kept);
        if (_shared.Count < MaxShared)
            _shared.TryAdd(key.ToString(), plan);
        return plan;
    }

    private ImmutableArray<RowRule> RowsOf(Caller caller, string topic, StringBuilder key)
    {
        var kept = ImmutableArray.CreateBuilder<RowRule>();
        foreach (var i in _rowsOf.Find(topic))
        {
            if (!rows[i].Concerns(caller, topic))
                continue;
            key.Append('r').Append(i);
            kept.Add(rows[i]);
        }

        return kept.ToImmutable();
    }

    /// <summary>What produce rules have made of the topic's values, as far as any of that can be turned back.</summary>
    private List<FieldRule> Stored(string topic, ImmutableArray<int> near, StringBuilder key)
    {
        var stored = new List<FieldRule>();
        foreach (var i in near)
        {
            if (rules[i].When != When.Produce)
                continue;
            foreach (var find in Places(FindsIn(rules[i].Finds, topic, key.Append('s').Append(i).Append('.'))).Where(f => f.Detect is null))
                stored.Add(new(find.Path, rules[i].Class, rules[i].Treatment, rules[i].Id, null, rules[i].Policy, stored.Count, find.Part));
        }

        return stored.Exists(r => r.Treatment.IsReversible) ? stored : [];
    }

    /// <summary>Where any class is found in the topic's records, and how it says that they are written: what stands there is declared.</summary>
    private List<(FieldRule Rule, ValueFormats Format)> Declared(string topic, StringBuilder key)
    {
        var declared = new List<(FieldRule Rule, ValueFormats Format)>();
        for (var i = 0; i < classes.Length; i++)
        {
            foreach (var find in FindsIn(classes[i].Finds, topic, key.Append('d').Append(i).Append('.')).Where(f => f.Path.Tag is null).DistinctBy(f => (f.Part, f.Path, f.Detect, f.Format)))
                declared.Add((new(find.Path, classes[i].Name, new Reveal(), classes[i].Name, null, classes[i].Policy, declared.Count, find.Part) { Detect = find.Detect }, find.Format));
        }

        return declared;
    }

    private static ImmutableArray<FieldFind> FindsIn(ImmutableArray<FieldFind> all, string topic, StringBuilder key)
    {
        var finds = ImmutableArray.CreateBuilder<FieldFind>();
        for (var i = 0; i < all.Length; i++)
        {
            if (!all[i].Topics.Any(t => t.Matches(topic)))
                continue;
            key.Append(i).Append(',');
            finds.Add(all[i]);
        }

        return finds.ToImmutable();
    }

    private static IEnumerable<FieldFind> Places(IEnumerable<FieldFind> finds) => finds.DistinctBy(f => (f.Part, f.Path, f.Detect));

    private static FieldPlan Assemble(List<Pick> picks, List<FieldRule> stored, List<(FieldRule Rule, ValueFormats Format)> declared, ImmutableArray<RowRule> kept)
    {
        var parts = picks.SelectMany(p => p.Finds).Select(f => f.Part).Distinct().ToList();
        // A header of which produce rules make tokens, or that a class declares, is one of its own, also where rules mean it among others.
        parts.AddRange([.. stored.Concat(declared.Select(d => d.Rule)).Select(r => r.Part).Where(part => part.Header is not null && !parts.Contains(part) && parts.Exists(p => p.Covers(part))).Distinct()]);
        // What is within another comes before it: its plan holds the rules of both.
        var headers = parts.Where(p => p.Header is not null).OrderBy(p => parts.Count(p.Covers));
        return OfPart(
            RecordPart.Value, picks, stored, declared, kept, parts.Contains(RecordPart.Key) ? OfPart(RecordPart.Key, picks, stored, declared) : null,
            [.. headers.Select(p => new HeaderPlan(HeaderName.Of(p.Header!), OfPart(p, picks, stored, declared)))]);
    }

    private static FieldPlan OfPart(
        RecordPart part, List<Pick> picks, List<FieldRule> stored, List<(FieldRule Rule, ValueFormats Format)> declared, ImmutableArray<RowRule> kept = default, FieldPlan? key = null, ImmutableArray<HeaderPlan> headers = default)
    {
        var fields = ImmutableArray.CreateBuilder<FieldRule>();
        var until = DateTimeOffset.MaxValue;
        var formats = ValueFormats.None;
        foreach (var (rule, finds, spared) in picks)
        {
            if (spared is not null && spared.Exemption.Until < until)
                until = spared.Exemption.Until;
            var treatment = spared is null ? rule.Treatment : new Reveal();
            foreach (var find in Places(finds.Where(f => f.Part.Covers(part))))
                fields.Add(new(find.Path, rule.Class, treatment, rule.Id, spared?.Exemption, rule.Policy, fields.Count, find.Part, rule.QuarantineTopic) { Detect = find.Detect, IsUndeclared = rule.IsUndeclared });
            foreach (var find in finds.Where(f => f.Part.Covers(part)))
                formats |= find.Format;
        }

        var known = declared.FindAll(d => d.Rule.Part.Covers(part));
        // Who only looks into keys and headers reads them as they are declared, and else as texts.
        if (formats == ValueFormats.None && fields.Count > 0)
            formats = known.Aggregate(ValueFormats.None, (all, d) => all | d.Format) is var told and not ValueFormats.None ? told : ValueFormats.Text;
        var before = stored.Where(r => r.Part.Covers(part)).ToLookup(r => r.Path.Tag is null);
        var root = PathAutomaton.Build(fields.Where(r => r.Path.Tag is null), before[true], [.. known.Select(d => d.Rule)])
            ?? throw new InvalidOperationException("The paths of these policies together are too many to follow; a check of the policies bounds them.");
        return new(
            part, fields.ToImmutable(), root, until, formats, picks.Select(p => p.Rule.UnknownSchema).DefaultIfEmpty().Max(),
            kept.IsDefault ? [] : kept, key, headers.IsDefault ? [] : headers, fields.Count > 0 ? [.. before[false]] : [])
        {
            UnknownFields = picks.Select(p => p.Rule.UnknownFields).DefaultIfEmpty().Max(),
        };
    }

    /// <summary>A rule with those of its places that are in the topic, and the exception that spares the caller.</summary>
    private readonly record struct Pick(ProtectRule Rule, ImmutableArray<FieldFind> Finds, ExceptionRule? Spared);
}
