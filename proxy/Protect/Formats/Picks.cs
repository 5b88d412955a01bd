using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Formats;

/// <summary>
/// What stands at a few single places of a value, read before anything is decided or written: whose it is, for the dates that are shifted by
/// that, and what a predicate asks about. Owned by one reader, filled by the reader of its format; cleared for each value.
/// </summary>
internal sealed class Picks
{
    private readonly Scratch _text = new();
    private readonly List<Fact> _facts = [];
    private ImmutableArray<FieldPath> _paths = [];

    internal RowFacts Facts => new(CollectionsMarshal.AsSpan(_facts), _text.Written);

    /// <param name="paths">The first places, by their order.</param>
    /// <param name="count">How many places there are with those that are no paths.</param>
    internal void Begin(ImmutableArray<FieldPath> paths, int count)
    {
        Clear();
        _paths = paths;
        CollectionsMarshal.SetCount(_facts, count);
        CollectionsMarshal.AsSpan(_facts).Clear();
    }

    /// <summary>Room for a text, valid until the next call; what is not needed of it is given back by <see cref="Found(int, FactKind, int, int)"/>.</summary>
    internal Span<byte> Reserve(int bytes) => _text.Reserve(bytes);

    /// <summary>A text or number stands at the place.</summary>
    /// <param name="reserved">How many bytes were reserved for it just now.</param>
    /// <param name="length">How many of them it took: a text unescaped, or a number as written.</param>
    internal void Found(int place, FactKind kind, int reserved, int length)
    {
        var start = _text.Length - reserved;
        _text.Truncate(start + length);
        Add(place, new(kind, start, length));
    }

    /// <summary>A scalar stands at the place.</summary>
    internal void Found(int place, ScalarKind kind, ReadOnlySpan<byte> text)
    {
        if (kind == ScalarKind.Boolean)
        {
            Found(place, text.SequenceEqual("true"u8) ? FactKind.True : FactKind.False);
            return;
        }

        text.CopyTo(Reserve(text.Length));
        Found(place, kind == ScalarKind.Number ? FactKind.Number : FactKind.Text, text.Length, text.Length);
    }

    /// <summary>Something without a text stands there.</summary>
    internal void Found(int place, FactKind kind) => Add(place, new(kind, 0, 0));

    /// <summary>Nothing is clear of any path: the value can't be read.</summary>
    internal void Spoil()
    {
        for (var i = 0; i < _paths.Length; i++)
            _facts[i] = new(FactKind.Unclear, 0, 0);
    }

    /// <summary>Bytes that are no text are not clear.</summary>
    internal void SpoilBytes()
    {
        for (var i = 0; i < _paths.Length; i++)
        {
            if (_facts[i].Kind == FactKind.Text && !Utf8.IsValid(TextOf(_facts[i])))
                _facts[i] = new(FactKind.Unclear, 0, 0);
        }
    }

    /// <summary>The text or number at a path; false: there is none, or not clearly one.</summary>
    internal bool TryFind(FieldPath path, out ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < _paths.Length; i++)
        {
            if (_paths[i].Text != path.Text)
                continue;
            text = TextOf(_facts[i]);
            return _facts[i] is { Kind: FactKind.Text or FactKind.Number, Length: > 0 };
        }

        text = default;
        return false;
    }

    /// <summary>Overwrites what was found.</summary>
    internal void Clear()
    {
        _paths = [];
        _facts.Clear();
        _text.Reset();
    }

    /// <summary>A place that is found twice, as in a value with a member twice, and not the same, is none that anything may rest on.</summary>
    private void Add(int place, Fact fact)
    {
        ref var known = ref CollectionsMarshal.AsSpan(_facts)[place];
        if (known.Kind == FactKind.Absent)
            known = fact;
        else if (known.Kind != fact.Kind || fact.Kind == FactKind.Structure || !TextOf(known).SequenceEqual(TextOf(fact)))
            known = new(FactKind.Unclear, 0, 0);
    }

    private ReadOnlySpan<byte> TextOf(Fact fact) => _text.Written.Slice(fact.Start, fact.Length);
}
