using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>A message of a schema. Complete once the schema is made; then shared by all threads.</summary>
internal sealed class MessageType
{
    // As long as somebody holds the plan whose paths begin at the state.
    private readonly ConditionalWeakTable<PathState, FieldAction> _plans = [];
    private FrozenDictionary<int, FieldType>? _byNumber;

    /// <summary>With its package, and a dot before.</summary>
    internal required string Name { get; init; }

    internal WellKnown WellKnown { get; init; }

    /// <summary>The entries of a map field.</summary>
    internal bool IsMapEntry { get; init; }

    /// <summary>All messages of the schema and of what it imports, by their full names with a dot before: what an Any may hold.</summary>
    internal required IReadOnlyDictionary<string, MessageType> Known { get; init; }

    internal List<MessageType> Nested { get; } = [];

    internal List<FieldType> Fields { get; } = [];

    /// <summary>The plans as they act on what is tagged; null: nothing of the schema is. Set by <see cref="MessageTags"/>, before anybody else sees it.</summary>
    internal TaggedPlans? Tagged { get; set; }

    /// <summary>Null: the schema has no such field.</summary>
    internal FieldType? Find(int number)
    {
        // Two threads may make it, and make the same.
        var byNumber = _byNumber ??= Fields.DistinctBy(f => f.Number).ToFrozenDictionary(f => f.Number);
        return byNumber.GetValueOrDefault(number);
    }

    /// <summary>What a plan does to a value of this type.</summary>
    internal FieldAction ActionOf(FieldPlan plan) => _plans.TryGetValue(plan.Root, out var action)
        ? action
        : _plans.GetValue(plan.Root, _ => ActionCompiler.Compile(this, plan));
}
