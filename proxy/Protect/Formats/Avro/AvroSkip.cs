
namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// Passes over values that nothing acts on. A block's own byte size is not believed but compared: readers go by the items, so a size that
/// lies would let a protected field slip past.
/// </summary>
internal ref struct AvroSkip(int budget)
{
    /// <summary>Values that may still be looked at: items of no bytes, a trillion of them in a block of three bytes, come to an end.</summary>
    internal int Budget { get; set; } = budget;

    internal FaultKind Run(ref AvroView view, AvroType type, int depth)
    {
        if (depth > AvroWalk.MaxDepth)
            return FaultKind.TooDeep;
        if (--Budget < 0)
            return FaultKind.SchemaMismatch;
        switch (type.Kind)
        {
            case AvroKind.Int:
                return Expect(view.TryInt(out _));
            case AvroKind.Long:
                return Expect(view.TryLong(out _));
            case AvroKind.Boolean:
                return Expect(view.TryTake(1, out var boolean) && boolean[0] <= 1);
            case AvroKind.String or AvroKind.Bytes:
                return Expect(view.TryBytes(out _));
            case AvroKind.Enum:
                return Expect(view.TryInt(out var symbol) && (uint)symbol < (uint)type.Symbols.Length);
            case AvroKind.Union:
                return view.TryLong(out var branch) && (ulong)branch < (ulong)type.Branches.Length
                    ? Run(ref view, type.Branches[branch], depth)
                    : FaultKind.SchemaMismatch;
            case AvroKind.Record:
                foreach (var field in type.Fields)
                    if (Run(ref view, field.Type, depth + 1) is var fault and not FaultKind.None)
                        return fault;
                return FaultKind.None;
            case AvroKind.Array or AvroKind.Map:
                return Blocks(ref view, type, depth + 1);
            default:
                return Expect(view.TryTake(type.FixedBytes, out _));
        }
    }

    private FaultKind Blocks(ref AvroView view, AvroType type, int depth)
    {
        while (true)
        {
            if (!AvroBlock.TryRead(ref view, out var block))
                return FaultKind.SchemaMismatch;
            if (block.Count == 0)
                return FaultKind.None;
            for (var i = 0L; i < block.Count; i++)
            {
                if (type.Kind == AvroKind.Map && !view.TryBytes(out _))
                    return FaultKind.SchemaMismatch;
                if (Run(ref view, type.Item!, depth) is var fault and not FaultKind.None)
                    return fault;
            }

            if (!block.EndsAt(view.At))
                return FaultKind.SchemaMismatch;
        }
    }

    private static FaultKind Expect(bool isRead) => isRead ? FaultKind.None : FaultKind.SchemaMismatch;
}
