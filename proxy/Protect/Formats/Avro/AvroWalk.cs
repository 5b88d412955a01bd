using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// One pass over a value by the steps of its plan. What changes keeps its type: null takes the null branch of a union, items of arrays and
/// entries of maps are left out, all else that can't be becomes what stands for nothing in its type. Owned by one protector.
/// </summary>
internal sealed class AvroWalk(KeyRing keys, Picks subjects, Edits edits)
{
    internal const int MaxDepth = 64;
    internal const int SpareBudget = 1 << 16;

    private readonly AvroFields _fields = new(keys, subjects, edits);
    private AvroPlan? _plan;
    private int _budget;
    private bool _isLeftOut;

    // Of the innermost record's field that is being read.
    private byte[] _name = [];

    internal ProtectFault Run(AvroPlan plan, ReadOnlySpan<byte> value)
    {
        if (plan.Root is not { } root)
            return new(FaultKind.SchemaTooLarge, "$");
        _plan = plan;
        _budget = value.Length + SpareBudget;
        _name = [];
        var view = new AvroView(value);
        if (root.Technique == Technique.Drop)
            return new(FaultKind.TypeMismatch, root.Rule!.PathText);
        var fault = Value(ref view, root, 0, mayLeaveOut: false);
        return fault.Kind == FaultKind.None && !view.IsAtEnd ? Mismatch : fault;
    }

    internal void Clear() => _fields.Clear();

    private static ProtectFault Mismatch => new(FaultKind.SchemaMismatch, "$");

    /// <param name="view">Stands at the value.</param>
    /// <param name="step">What is done with it.</param>
    /// <param name="depth">Records, arrays and maps around it.</param>
    /// <param name="mayLeaveOut">It is an item: what is dropped is passed over and told by <see cref="_isLeftOut"/>.</param>
    private ProtectFault Value(ref AvroView view, AvroStep step, int depth, bool mayLeaveOut)
    {
        _isLeftOut = false;
        if (step.Action == AvroAction.Skip)
            return Skip(ref view, step.Type, depth);
        if (depth > MaxDepth)
            return new(FaultKind.TooDeep, "$");
        if (--_budget < 0)
            return Mismatch;
        if (mayLeaveOut && step is { Technique: Technique.Drop })
        {
            _isLeftOut = true;
            edits.Hit(step.Rule!);
            return Skip(ref view, step.Type, depth);
        }

        return step.Action switch
        {
            AvroAction.Refuse => new(FaultKind.TypeMismatch, step.Rule!.PathText),
            AvroAction.Empty => Empty(ref view, step, depth),
            AvroAction.Treat => Treat(ref view, step),
            AvroAction.Search => _fields.Search(ref view, step, _name),
            _ => step.Type.Kind switch
            {
                AvroKind.Union => Union(ref view, step, depth, mayLeaveOut),
                AvroKind.Record => Record(ref view, step, depth),
                _ => Blocks(ref view, step, depth + 1),
            },
        };
    }

    private ProtectFault Skip(ref AvroView view, AvroType type, int depth)
    {
        var skip = new AvroSkip(_budget);
        var fault = skip.Run(ref view, type, depth);
        _budget = skip.Budget;
        return fault == FaultKind.None ? default : new(fault, "$");
    }

    private ProtectFault Record(ref AvroView view, AvroStep step, int depth)
    {
        var outer = _name;
        for (var i = 0; i < step.Parts.Length; i++)
        {
            _name = step.Type.Fields[i].Name;
            var fault = Value(ref view, step.Parts[i], depth + 1, mayLeaveOut: false);
            if (fault.Kind != FaultKind.None)
                return fault;
        }

        _name = outer;

        // What a record's field left out is no matter of the record's own place.
        _isLeftOut = false;
        return default;
    }

    private ProtectFault Union(ref AvroView view, AvroStep step, int depth, bool mayLeaveOut)
    {
        var start = view.At;
        if (!view.TryLong(out var index) || (ulong)index >= (ulong)step.Parts.Length)
            return Mismatch;
        var part = step.Parts[index];
        var becomesNull = step.NullBranch >= 0 && index != step.NullBranch && part.Technique is Technique.Drop or Technique.Nullify && !(mayLeaveOut && part.Technique == Technique.Drop);
        if (!becomesNull)
            return Value(ref view, part, depth, mayLeaveOut);
        var fault = Skip(ref view, part.Type, depth);
        if (fault.Kind != FaultKind.None)
            return fault;
        var replacement = edits.Scratch.Length;
        AvroNumber.Write(step.NullBranch, edits.Scratch);
        return Replaced(ref view, part.Rule!, start, replacement);
    }

    private ProtectFault Blocks(ref AvroView view, AvroStep step, int depth)
    {
        var index = 0;
        while (true)
        {
            if (!AvroBlock.TryRead(ref view, out var block))
                return Mismatch;
            if (block.Count == 0)
            {
                _isLeftOut = false;
                return default;
            }

            var (head, grown, kept) = (edits.Reserve(block.Start), edits.Grown, block.Count);
            for (var i = 0L; i < block.Count; i++)
            {
                var start = view.At;
                var fault = Item(ref view, step, depth, ref index);
                if (fault.Kind != FaultKind.None)
                    return fault;
                if (!_isLeftOut)
                    continue;
                edits.Replace(start, view.At, edits.Scratch.Length);
                kept--;
            }

            if (!block.EndsAt(view.At))
                return Mismatch;
            Close(block, head, edits.Grown - grown, kept);
        }
    }

    private ProtectFault Item(ref AvroView view, AvroStep step, int depth, ref int index)
    {
        PathState state;
        if (step.Type.Kind == AvroKind.Array)
            state = step.State.Element(index < int.MaxValue ? index++ : index);
        else if (view.TryBytes(out var name))
            state = step.State.Member(name);
        else
            return Mismatch;
        return _plan!.Item(step, state) is { } item ? Value(ref view, item, depth, mayLeaveOut: true) : new(FaultKind.SchemaTooLarge, "$");
    }

    /// <summary>A block from which items were taken, or whose size is told and has changed, gets another head.</summary>
    private void Close(in AvroBlock block, int head, int grown, long kept)
    {
        if (kept == block.Count && (block.Size < 0 || grown == 0))
        {
            edits.Withdraw(head);
            return;
        }

        var replacement = edits.Scratch.Length;
        block.WriteHead(kept, block.Size + grown, edits.Scratch);
        edits.Fill(head, block.Items, replacement);
    }

    private ProtectFault Empty(ref AvroView view, AvroStep step, int depth)
    {
        var start = view.At;
        var fault = Skip(ref view, step.Type, depth);
        if (fault.Kind != FaultKind.None)
            return fault;
        var replacement = edits.Scratch.Length;
        AvroDefault.Write(step.Type, edits.Scratch);
        return Replaced(ref view, step.Rule!, start, replacement);
    }

    private ProtectFault Treat(ref AvroView view, AvroStep step)
    {
        var start = view.At;
        var rule = step.Rule!;
        var replacement = edits.Scratch.Length;
        var fault = _fields.Write(ref view, step.Type, ref rule, step, _name);
        if (fault != FaultKind.None)
            return new(fault, fault == FaultKind.SchemaMismatch ? "$" : rule.PathText);
        if (rule.Treatment.Technique != Technique.Reveal || step.Stored is not null)
            return Replaced(ref view, rule, start, replacement);
        edits.Hit(rule);
        return default;
    }

    private ProtectFault Replaced(ref AvroView view, FieldRule rule, int start, int replacement)
    {
        edits.Replace(start, view.At, replacement);
        edits.Hit(rule);
        return default;
    }
}
