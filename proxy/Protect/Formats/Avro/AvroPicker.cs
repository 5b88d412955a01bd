using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Formats.Avro;

/// <summary>Finds what stands at a few single places of a value, one path after the other. Stateless.</summary>
internal static class AvroPicker
{
    /// <summary>False: it is no value of its schema; what was found before stays.</summary>
    internal static bool Read(AvroType root, ReadOnlySpan<byte> value, ImmutableArray<FieldPath> paths, Picks picks, Scratch room)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            var view = new AvroView(value);
            var skip = new AvroSkip(value.Length + AvroWalk.SpareBudget);
            if (!new Search(i, paths[i].Segments.AsSpan(), picks, room).Run(ref view, ref skip, root, 0) || !view.IsAtEnd)
                return false;
        }

        return true;
    }

    private readonly ref struct Search(int path, ReadOnlySpan<PathSegment> steps, Picks picks, Scratch written)
    {
        private readonly ReadOnlySpan<PathSegment> _steps = steps;

        /// <summary>False: the value can't be read any further.</summary>
        internal bool Run(ref AvroView view, ref AvroSkip skip, AvroType type, int depth)
        {
            if (type.Kind == AvroKind.Union)
                return view.TryLong(out var branch) && (ulong)branch < (ulong)type.Branches.Length && Run(ref view, ref skip, type.Branches[branch], depth);
            if (depth == _steps.Length)
                return Take(ref view, ref skip, type, depth);
            switch (type.Kind)
            {
                case AvroKind.Record:
                    foreach (var (name, inner) in type.Fields)
                        if (!Enter(ref view, ref skip, inner, depth, _steps[depth].TakesMember(name)))
                            return false;
                    return true;
                case AvroKind.Array or AvroKind.Map:
                    return Blocks(ref view, ref skip, type, depth);
                default:
                    return skip.Run(ref view, type, depth) == FaultKind.None;
            }
        }

        private bool Enter(ref AvroView view, ref AvroSkip skip, AvroType type, int depth, bool leads) =>
            leads ? Run(ref view, ref skip, type, depth + 1) : skip.Run(ref view, type, depth + 1) == FaultKind.None;

        private bool Blocks(ref AvroView view, ref AvroSkip skip, AvroType type, int depth)
        {
            var index = 0;
            while (AvroBlock.TryRead(ref view, out var block))
            {
                if (block.Count == 0)
                    return true;
                for (var i = 0L; i < block.Count; i++, index++)
                {
                    ReadOnlySpan<byte> name = default;
                    if (type.Kind == AvroKind.Map && !view.TryBytes(out name))
                        return false;
                    var leads = type.Kind == AvroKind.Map ? _steps[depth].TakesMember(name) : _steps[depth].TakesElement(index);
                    if (!Enter(ref view, ref skip, type.Item!, depth, leads))
                        return false;
                }
            }

            return false;
        }

        private bool Take(ref AvroView view, ref AvroSkip skip, AvroType type, int depth)
        {
            if (type.Kind is AvroKind.Null or AvroKind.Record or AvroKind.Array or AvroKind.Map)
            {
                picks.Found(path, type.Kind == AvroKind.Null ? FactKind.Null : FactKind.Structure);
                return skip.Run(ref view, type, depth) == FaultKind.None;
            }

            written.Truncate(0);
            if (!AvroText.TryRead(ref view, type, written, out var text, out var kind))
                return false;
            picks.Found(path, kind, text);
            return true;
        }
    }
}
