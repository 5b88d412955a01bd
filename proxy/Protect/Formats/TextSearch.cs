using System.Numerics;
using System.Runtime.InteropServices;
using Compliance.Protect.Detection;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>
/// Looks for what a plan's detectors find inside texts and numbers, and treats those parts; what is around them stays. A number has no parts:
/// it is treated as a whole. Owned by one reader; keeps its buffers, so the steady state allocates nothing.
/// </summary>
internal sealed class TextSearch(FieldWriter fields, Edits edits)
{
    private const int Kept = 1024;
    private readonly TextDetector _detector = new();
    private readonly List<FoundPart> _parts = [];

    /// <summary>The parts on which a rule acts, in the order of the text; valid until the next call.</summary>
    /// <param name="plan">What is looked for.</param>
    /// <param name="text">Valid UTF-8, unescaped; or a number.</param>
    /// <param name="name">Of the field; empty: it has none.</param>
    internal ReadOnlySpan<FoundPart> Find(DetectPlan plan, ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        _parts.Clear();
        if (_parts.Capacity > Kept)
            _parts.Capacity = Kept;
        foreach (ref readonly var finding in _detector.Find(text, name, plan.Kinds))
        {
            var rule = plan.RuleFor(finding.Kind, finding.Score);
            for (var within = (int)finding.Within; within != 0; within &= within - 1)
                rule = FieldRule.Stronger(rule, plan.RuleFor((DetectedKind)BitOperations.TrailingZeroCount(within), DetectTarget.HighestScore));
            if (rule is not null)
                _parts.Add(new(finding.Start, finding.Length, rule));
        }

        return CollectionsMarshal.AsSpan(_parts);
    }

    /// <summary>The rule for a value that another rule acts on as a whole: that one, unless something is found in it that is to be protected more.</summary>
    internal FieldRule Settle(FieldRule whole, DetectPlan plan, ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        if (ReferenceEquals(FieldRule.Stronger(whole, plan.Strongest), whole))
            return whole;
        var rule = whole;
        foreach (ref readonly var part in Find(plan, text, name))
            rule = FieldRule.Stronger(rule, part.Rule)!;
        return ReferenceEquals(rule, whole) ? whole : rule.Whole;
    }

    internal static bool HasUndeclared(ReadOnlySpan<FoundPart> parts)
    {
        foreach (ref readonly var part in parts)
        {
            if (part.Rule.IsUndeclared)
                return true;
        }

        return false;
    }

    internal static bool AnyChanges(ReadOnlySpan<FoundPart> parts)
    {
        foreach (ref readonly var part in parts)
        {
            if (part.Changes)
                return true;
        }

        return false;
    }

    /// <summary>Notes what acts; with a fault the value does not pass.</summary>
    /// <param name="parts">What was found.</param>
    /// <param name="path">Where; asked for of what is not declared.</param>
    internal ProtectFault Note(ReadOnlySpan<FoundPart> parts, string path)
    {
        foreach (ref readonly var part in parts)
        {
            var rule = part.Rule;
            if (!rule.IsUndeclared)
            {
                edits.Hit(rule);
                continue;
            }

            edits.HitUndeclared(rule, path);
            if (rule.Treatment is Refuse)
                return new(FaultKind.Undeclared, path, Found: rule.Detect!.Kind);
        }

        return default;
    }

    /// <summary>Appends the text with its parts treated; or the number, treated as its strongest part says.</summary>
    /// <param name="parts">Of which some may change.</param>
    /// <param name="text">In which they were found.</param>
    /// <param name="kind">What it is, and what it has become.</param>
    /// <param name="output">Takes it.</param>
    internal ProtectFault Write(ReadOnlySpan<FoundPart> parts, ReadOnlySpan<byte> text, ref ScalarKind kind, Scratch output)
    {
        if (kind != ScalarKind.Text)
        {
            FieldRule? rule = null;
            foreach (ref readonly var part in parts)
                rule = FieldRule.Stronger(rule, part.Changes ? part.Rule : null);
            if (rule is null)
            {
                output.Append(text);
                return default;
            }

            return fields.Write(rule, text, ref kind, output) is var unfit and not FaultKind.None ? new(unfit, rule.PathText) : default;
        }

        var from = 0;
        foreach (ref readonly var part in parts)
        {
            output.Append(text[from..part.Start]);
            if (Write(part, text, output) is { Kind: not FaultKind.None } fault)
                return fault;
            from = part.End;
        }

        output.Append(text[from..]);
        return default;
    }

    /// <summary>Appends what is left of one part.</summary>
    internal ProtectFault Write(in FoundPart part, ReadOnlySpan<byte> text, Scratch output)
    {
        var kind = ScalarKind.Text;
        var found = text.Slice(part.Start, part.Length);
        if (!part.Changes)
            output.Append(found);
        else if (fields.Write(part.Rule, found, ref kind, output) is var fault and not FaultKind.None)
            return new(fault, part.Rule.PathText);
        return default;
    }
}
