using System.Collections.Immutable;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Everything that happens to the fields of one topic for one caller, on produce or on consume. Immutable, shared by all threads;
/// to be asked for again at <see cref="ValidUntil"/>, when an exception in it ends.
/// </summary>
public sealed class FieldPlan
{
    internal FieldPlan(ImmutableArray<FieldRule> rules, PathState root, DateTimeOffset validUntil, ValueFormats formats, UnknownSchema unknownSchema, ImmutableArray<RowRule> rows)
    {
        Rules = rules;
        Root = root;
        ValidUntil = validUntil;
        Formats = formats;
        UnknownSchema = unknownSchema;
        Rows = rows;
        Policies = [.. rules.Select(r => r.Policy).Concat(rows.Select(r => r.Policy)).Distinct()];
        Subjects = [.. rules.Select(r => r.Treatment).OfType<DateShift>().Select(s => s.By).DistinctBy(p => p.Text)];
    }

    /// <summary>Strongest first is not promised; <see cref="FieldRule.Ordinal"/> is the index.</summary>
    public ImmutableArray<FieldRule> Rules { get; }

    /// <summary>On consume: a record passes only if it fits each of these.</summary>
    public ImmutableArray<RowRule> Rows { get; }

    /// <summary>Nothing to do: records need not be opened.</summary>
    public bool IsEmpty => Rules.IsEmpty && Rows.IsEmpty;

    /// <summary>The plan holds before this instant; <see cref="DateTimeOffset.MaxValue"/>: as long as its RuleSet.</summary>
    public DateTimeOffset ValidUntil { get; }

    /// <summary>
    /// What the rules expect the topic's values to be written in. Each rule acts on all of them: who writes can't choose what is protected.
    /// </summary>
    public ValueFormats Formats { get; }

    /// <summary>The strictest that the rules' policies say of values whose schema nobody can tell.</summary>
    public UnknownSchema UnknownSchema { get; }

    /// <summary>The policy of the first rule; null when empty.</summary>
    public PolicyIdentity? Policy => Policies.IsEmpty ? null : Policies[0];

    /// <summary>All policies that have a rule here.</summary>
    public ImmutableArray<PolicyIdentity> Policies { get; }

    /// <summary>Where values name the subjects by whom dates are shifted; to be known before <see cref="Root"/> is followed.</summary>
    public ImmutableArray<FieldPath> Subjects { get; }

    /// <summary>The state at the root of a value.</summary>
    public PathState Root { get; }
}
