using System.Buffers;
using System.Runtime.InteropServices;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>
/// The changes to one value, in its order, and which rules caused them; nothing is written or counted before the whole value has been read.
/// Owned by one protector; cleared for each value.
/// </summary>
internal sealed class Edits
{
    private const int Kept = 1024;

    private readonly List<Splice> _splices = [];
    private readonly List<FieldRule> _hits = [];
    private int _grown;

    /// <summary>Replacement text is appended here just before <see cref="Replace"/>.</summary>
    internal Scratch Scratch { get; } = new();

    internal bool Any => _splices.Count > 0;

    internal void Clear()
    {
        _splices.Clear();
        _hits.Clear();
        // One value with very many fields must not set the size for a whole session.
        if (_splices.Capacity > Kept)
            _splices.Capacity = Kept;
        if (_hits.Capacity > Kept)
            _hits.Capacity = Kept;
        Scratch.Reset();
        _grown = 0;
    }

    internal void Hit(FieldRule rule) => _hits.Add(rule);

    /// <param name="start">First byte that gives way.</param>
    /// <param name="end">First byte that stays.</param>
    /// <param name="replacement">Where in the scratch the new bytes begin; they reach to its end.</param>
    internal void Replace(int start, int end, int replacement)
    {
        var length = Scratch.Length - replacement;
        _splices.Add(new(start, end, replacement, length));
        _grown += length - (end - start);
    }

    /// <summary>Takes bytes out; the returned number can move their end later, before any later bytes are touched.</summary>
    internal int Remove(int start, int end)
    {
        Replace(start, end, Scratch.Length);
        return _splices.Count - 1;
    }

    internal void MoveEnd(int removal, int end)
    {
        ref var splice = ref CollectionsMarshal.AsSpan(_splices)[removal];
        _grown -= end - splice.End;
        splice.End = end;
    }

    internal void CountInto(ProtectCounts counts)
    {
        foreach (var rule in CollectionsMarshal.AsSpan(_hits))
            counts.Count(rule);
    }

    internal void WriteTo(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var total = checked(value.Length + _grown);
        var target = output.GetSpan(total);
        var made = Scratch.Written;
        int from = 0, to = 0;
        foreach (ref readonly var splice in CollectionsMarshal.AsSpan(_splices))
        {
            var kept = value[from..splice.Start];
            kept.CopyTo(target[to..]);
            to += kept.Length;
            made.Slice(splice.Replacement, splice.Length).CopyTo(target[to..]);
            to += splice.Length;
            from = splice.End;
        }

        value[from..].CopyTo(target[to..]);
        output.Advance(total);
    }
}
