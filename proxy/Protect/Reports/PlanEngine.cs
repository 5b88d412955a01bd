using System.Buffers;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;
using Compliance.Rules.Testing;

namespace Compliance.Protect.Reports;

/// <summary>Carries out plans for a policy's inline tests, with the engine that records go through.</summary>
internal sealed class PlanEngine(KeyRing keys)
{
    private readonly ValueProtector _protector = new(keys);

    internal ApplyResult Apply(FieldPlan plan, ReadOnlyMemory<byte> json)
    {
        var output = new ArrayBufferWriter<byte>();
        var counts = new ProtectCounts();
        var outcome = _protector.ApplyAsJson(plan, json.Span, output, counts);
        var acted = counts.Rules.ToArray().Select(c => c.Rule);
        return new(
            outcome.Result == ProtectResult.Changed ? output.WrittenMemory : json,
            [.. acted],
            outcome.IsUnreadable ? outcome.Fault.Text : null);
    }
}
