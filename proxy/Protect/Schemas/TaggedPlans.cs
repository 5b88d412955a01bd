using Compliance.Rules.Compiled;

namespace Compliance.Protect.Schemas;

/// <summary>What one schema, or one message of it, tags, and the plans as they act on its values. Thread-safe; lives as long as its schema.</summary>
internal sealed class TaggedPlans(SchemaPlace root)
{
    private const int Kept = 64;
    private readonly BoundedCache<FieldPlan, TaggedPlan> _plans = new(Kept);

    /// <summary>Null: plan and schema together are too large to be followed.</summary>
    internal FieldPlan? Of(FieldPlan plan)
    {
        if (!_plans.TryGet(plan, out var made))
            _plans.Set(plan, made = new(plan.For(root)));
        return made.Plan;
    }

    private sealed record TaggedPlan(FieldPlan? Plan);
}
