using System.Collections.Immutable;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Everything that happens to the fields of one topic for one caller, on produce or on consume. It is about the values of records, and has one
/// more such plan for their keys and for each name of a header, where rules speak of those. Immutable, shared by all threads;
/// to be asked for again at <see cref="ValidUntil"/>, when an exception in it ends.
/// </summary>
public sealed class FieldPlan
{
    internal FieldPlan(
        RecordPart part, ImmutableArray<FieldRule> rules, PathState root, DateTimeOffset validUntil, ValueFormats formats, UnknownSchema unknownSchema,
        ImmutableArray<RowRule> rows, FieldPlan? key, ImmutableArray<HeaderPlan> headers, ImmutableArray<FieldRule> storedTags)
    {
        StoredTags = storedTags;
        HasTags = !storedTags.IsEmpty || rules.Any(r => r.Path.Tag is not null);
        Part = part;
        Key = key;
        Headers = headers;
        AllRules = [.. rules, .. key?.Rules ?? [], .. headers.SelectMany(h => h.Plan.Rules)];
        Taken = !part.IsValue && root.OnNull is { Treatment: Drop or Nullify } whole ? whole : null;
        Rules = rules;
        Root = root;
        ValidUntil = validUntil;
        Formats = formats;
        UnknownSchema = unknownSchema;
        Rows = rows;
        Policies = [.. AllRules.Select(r => r.Policy).Concat(rows.Select(r => r.Policy)).Distinct()];
        OnlyObserves = !rules.IsEmpty && rules.All(r => r.Treatment is Observe);
        Quarantines = AllRules.Any(r => r.QuarantineTopic is not null);
        Subjects = [.. rules.Select(r => r.Treatment).OfType<DateShift>().Select(s => s.By).DistinctBy(p => p.Text)];
    }

    /// <summary>What of a record its rules are about.</summary>
    public RecordPart Part { get; }

    /// <summary>Strongest first is not promised; <see cref="FieldRule.Ordinal"/> is the index.</summary>
    public ImmutableArray<FieldRule> Rules { get; }

    /// <summary>What happens to keys; null: nothing.</summary>
    public FieldPlan? Key { get; }

    /// <summary>What happens to headers, by their names.</summary>
    public ImmutableArray<HeaderPlan> Headers { get; }

    /// <summary>Its own rules, and those of keys and headers.</summary>
    public ImmutableArray<FieldRule> AllRules { get; }

    /// <summary>Of a key or header: the rule by which all of it goes, which needs no reading.</summary>
    public FieldRule? Taken { get; }

    /// <summary>On consume: a record passes only if it fits each of these.</summary>
    public ImmutableArray<RowRule> Rows { get; }

    /// <summary>Nothing to do: records need not be opened.</summary>
    public bool IsEmpty => AllRules.IsEmpty && Rows.IsEmpty;

    /// <summary>No rule speaks of keys and headers.</summary>
    public bool IsOfValuesAlone => Key is null && Headers.IsEmpty;

    /// <summary>Nothing in it protects: what can't be read passes unseen.</summary>
    public bool OnlyObserves { get; }

    /// <summary>Records may have to go to a quarantine topic first, for what stands in any part of them.</summary>
    public bool Quarantines { get; }

    /// <summary>The plan holds before this instant; <see cref="DateTimeOffset.MaxValue"/>: as long as its RuleSet.</summary>
    public DateTimeOffset ValidUntil { get; }

    /// <summary>
    /// What the rules expect the topic's values to be written in. Each rule acts on all of them: who writes can't choose what is protected.
    /// </summary>
    public ValueFormats Formats { get; }

    /// <summary>The strictest that the rules' policies say of values whose schema nobody can tell.</summary>
    public UnknownSchema UnknownSchema { get; }

    /// <summary>The strictest that they say of fields that a message's schema lacks.</summary>
    public UnknownFields UnknownFields { get; internal init; } = UnknownFields.Drop;

    /// <summary>The policy of the first rule; null when empty.</summary>
    public PolicyIdentity? Policy => Policies.IsEmpty ? null : Policies[0];

    /// <summary>All policies that have a rule here.</summary>
    public ImmutableArray<PolicyIdentity> Policies { get; }

    /// <summary>Where values name the subjects by whom dates are shifted; to be known before <see cref="Root"/> is followed.</summary>
    public ImmutableArray<FieldPath> Subjects { get; }

    /// <summary>The state at the root of a value. Rules about tags have a part in it only after <see cref="For"/>.</summary>
    public PathState Root { get; }

    /// <summary>Some fields are found by what their schema tags them with, so that it has to be known.</summary>
    public bool HasTags { get; }

    /// <summary>No field is found by its path.</summary>
    public bool HasTagsAlone => Rules.All(r => r.Path.Tag is not null);

    /// <summary>By which fields were made tokens when they were stored, as <see cref="PathState.Stored"/>.</summary>
    internal ImmutableArray<FieldRule> StoredTags { get; }

    /// <summary>The plan as it acts on values of one schema. To be kept by who asks, since it takes time. Null: both together are too large to be followed.</summary>
    public FieldPlan? For(SchemaPlace schema)
    {
        if (TaggedPaths.Lay(this, schema) is not { } root)
            return null;
        return root == Root ? this : new(Part, Rules, root, ValidUntil, Formats, UnknownSchema, Rows, Key, Headers, StoredTags) { UnknownFields = UnknownFields };
    }
}
