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
    private readonly List<(FieldRule Rule, string Path)> _undeclared = [];
    private int _changes;

    /// <summary>Replacement text is appended here just before <see cref="Replace"/>.</summary>
    internal Scratch Scratch { get; } = new();

    internal bool Any => _changes > 0;

    internal bool HasUndeclared => _undeclared.Count > 0;

    /// <summary>By so many bytes the value is longer so far.</summary>
    internal int Grown { get; private set; }

    internal void Clear()
    {
        _splices.Clear();
        _hits.Clear();
        _undeclared.Clear();
        // One value with very many fields must not set the size for a whole session.
        if (_splices.Capacity > Kept)
            _splices.Capacity = Kept;
        if (_hits.Capacity > Kept)
            _hits.Capacity = Kept;
        if (_undeclared.Capacity > Kept)
            _undeclared.Capacity = Kept;
        Scratch.Reset();
        Grown = 0;
        _changes = 0;
    }

    internal void Hit(FieldRule rule) => _hits.Add(rule);

    internal void HitUndeclared(FieldRule rule, string path) => _undeclared.Add((rule, path));

    /// <summary>What was found is in another part of the record than its value.</summary>
    internal void Place(RecordPart part, FoundParts parts)
    {
        foreach (ref var hit in CollectionsMarshal.AsSpan(_undeclared))
            hit.Path = parts.Path(part, hit.Path);
    }

    /// <param name="start">First byte that gives way.</param>
    /// <param name="end">First byte that stays.</param>
    /// <param name="replacement">Where in the scratch the new bytes begin; they reach to its end.</param>
    internal void Replace(int start, int end, int replacement)
    {
        var length = Scratch.Length - replacement;
        _splices.Add(new(start, end, replacement, length));
        Grown += length - (end - start);
        _changes++;
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
        Grown -= end - splice.End;
        splice.End = end;
    }

    /// <summary>Keeps a place in the order for a change that is known later; the returned number is for <see cref="Fill"/> or <see cref="Withdraw"/>.</summary>
    internal int Reserve(int at)
    {
        _splices.Add(new(at, at, 0, 0));
        return _splices.Count - 1;
    }

    /// <summary>As <see cref="Replace"/>, from the reserved place on; nothing before <paramref name="end"/> has been touched.</summary>
    internal void Fill(int reserved, int end, int replacement)
    {
        ref var splice = ref CollectionsMarshal.AsSpan(_splices)[reserved];
        splice = new(splice.Start, end, replacement, Scratch.Length - replacement);
        Grown += splice.Length - (end - splice.Start);
        _changes++;
    }

    /// <summary>Nothing changes at the reserved place.</summary>
    internal void Withdraw(int reserved)
    {
        // With changes behind it, an empty one stays.
        if (reserved == _splices.Count - 1)
            _splices.RemoveAt(reserved);
    }

    internal void CountInto(ProtectCounts counts)
    {
        foreach (var rule in CollectionsMarshal.AsSpan(_hits))
            counts.Count(rule);
        CountUndeclaredInto(counts);
    }

    /// <summary>What was found is evidence, also of a value that does not pass for it.</summary>
    internal void CountUndeclaredInto(ProtectCounts counts)
    {
        foreach (var (rule, path) in CollectionsMarshal.AsSpan(_undeclared))
            counts.CountUndeclared(rule, path);
    }

    /// <summary>What was found by rules that have the whole record quarantined, and where.</summary>
    internal void QuarantinedInto(List<(FieldRule Rule, string Path)> found)
    {
        foreach (var rule in CollectionsMarshal.AsSpan(_hits))
        {
            if (rule.QuarantineTopic is not null)
                found.Add((rule, rule.PathText));
        }

        foreach (var hit in CollectionsMarshal.AsSpan(_undeclared))
        {
            if (hit.Rule.QuarantineTopic is not null)
                found.Add(hit);
        }
    }

    /// <param name="frame">Stands before the value, and stays.</param>
    /// <param name="value">The value that the changes are about.</param>
    /// <param name="output">Takes both.</param>
    internal void WriteTo(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var total = checked(frame.Length + value.Length + Grown);
        var target = output.GetSpan(total);
        frame.CopyTo(target);
        target = target[frame.Length..];
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
