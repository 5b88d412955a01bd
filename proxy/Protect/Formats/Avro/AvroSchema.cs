using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Avro;

/// <summary>An Avro schema, and how the plans of the policies go through its values. Thread-safe; lives as long as its cache keeps it.</summary>
internal sealed class AvroSchema(AvroType root) : ValueSchema(ValueFormats.Avro)
{
    private const int KeptPlans = 64;
    private readonly BoundedCache<PathState, AvroPlan> _plans = new(KeptPlans);

    internal AvroType Root { get; } = root;

    /// <summary>The plans as they act on what is tagged.</summary>
    internal TaggedPlans Tagged { get; } = new(AvroTags.Of(root));

    internal AvroPlan PlanFor(FieldPlan plan)
    {
        if (!_plans.TryGet(plan.Root, out var made))
            _plans.Set(plan.Root, made = new AvroPlan(Root, plan.Root));
        return made;
    }
}
