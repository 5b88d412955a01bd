using Compliance.Protect.Formats.Avro;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Fitting;

/// <summary>What a plan of one rule meets in an Avro schema. Stateless.</summary>
internal static class AvroFit
{
    // A hash, in hexadecimal.
    private const int HashLength = 64;

    internal static Fit Ask(AvroSchema schema, FieldPlan plan)
    {
        var compiled = schema.PlanFor(plan);
        if (compiled.Root is not { } root)
            return Fit.Refused;
        var (open, seen, found) = (new Stack<AvroStep>([root]), new HashSet<AvroStep>([root]), Fit.Absent);
        while (open.TryPop(out var step))
        {
            if (Of(step) is var fit && fit > found)
                found = fit;
            foreach (var below in Below(compiled, step).Where(seen.Add))
                open.Push(below);
        }

        return found;
    }

    private static IEnumerable<AvroStep> Below(AvroPlan plan, AvroStep step)
    {
        var named = step.Others is null ? [] : step.Type.Kind == AvroKind.Map
            ? step.State.Names.Select(name => plan.Item(step, step.State.Member(name)))
            : step.State.Indexes.Select(index => plan.Item(step, step.State.Element(index)));
        return step.Parts.Concat(named.OfType<AvroStep>()).Concat(step.Others is { } others ? [others] : []);
    }

    private static Fit Of(AvroStep step)
    {
        if (step.Type.Kind is AvroKind.Union or AvroKind.Null)
            return Fit.Absent;
        if (step.State.OnNull is { } ends)
            return IsRefused(step, ends.Treatment) ? Fit.Refused : Fit.There;
        return step.Rule is not null && step.Inherited is null ? Fit.OtherShape : Fit.Absent;
    }

    private static bool IsRefused(AvroStep step, Treatment treatment) => (step.Type.Kind, step.Type.Logical, treatment) switch
    {
        (AvroKind.Record or AvroKind.Map or AvroKind.Array, _, _) => step.Action == AvroAction.Refuse,
        (AvroKind.String or AvroKind.Bytes, AvroLogical.None, Hash or SivToken or Ff1Token or Encrypt or ConfluentEncrypt) => false,
        (AvroKind.Fixed, AvroLogical.None, Hash) => step.Type.Size != HashLength,
        (AvroKind.Fixed, AvroLogical.None, Ff1Token) => false,
        (AvroKind.Int or AvroKind.Long, AvroLogical.None, Ff1Token) => false,
        (_, _, Hash or SivToken or Ff1Token or Encrypt or ConfluentEncrypt) => true,
        _ => false,
    };
}
