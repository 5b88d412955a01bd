using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>
/// Whose a value is: what stands at the paths by which a plan shifts dates, read before anything is written, for a subject may stand behind its
/// dates. Two different subjects at one path are none. Owned by one protector, filled by the reader of its format; cleared for each value.
/// </summary>
internal sealed class Subjects
{
    private readonly Scratch _text = new();
    private readonly List<Subject> _found = [];
    private ImmutableArray<FieldPath> _paths = [];

    internal void Begin(ImmutableArray<FieldPath> paths)
    {
        Clear();
        _paths = paths;
        CollectionsMarshal.SetCount(_found, paths.Length);
        CollectionsMarshal.AsSpan(_found).Clear();
    }

    /// <summary>Room for the text of a subject, valid until the next call; what is not needed of it is given back by <see cref="Found"/>.</summary>
    internal Span<byte> Reserve(int bytes) => _text.Reserve(bytes);

    /// <param name="path">Which path led to it.</param>
    /// <param name="room">What <see cref="Reserve"/> gave.</param>
    /// <param name="length">Bytes of text in it: a string unescaped, or a number as written.</param>
    internal void Found(int path, Span<byte> room, int length)
    {
        var start = _text.Length - room.Length;
        ref var subject = ref CollectionsMarshal.AsSpan(_found)[path];
        var isOther = length == 0 || (subject.Length > 0 && !Text(subject).SequenceEqual(room[..length]));
        subject = new(start, length, subject.IsUnclear || isOther);
        _text.Truncate(start + length);
    }

    /// <summary>What stands at the path names nobody: an object, an array, null, true or false.</summary>
    internal void Spoil(int path) => CollectionsMarshal.AsSpan(_found)[path].IsUnclear = true;

    /// <summary>False: the value does not say, or not clearly.</summary>
    internal bool TryFind(FieldPath path, out ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < _paths.Length; i++)
        {
            if (_paths[i].Text != path.Text)
                continue;
            text = Text(_found[i]);
            return text.Length > 0 && !_found[i].IsUnclear;
        }

        text = default;
        return false;
    }

    /// <summary>Overwrites what was found.</summary>
    internal void Clear()
    {
        _paths = [];
        _found.Clear();
        _text.Reset();
    }

    private ReadOnlySpan<byte> Text(Subject subject) => _text.Written.Slice(subject.Start, subject.Length);
}
