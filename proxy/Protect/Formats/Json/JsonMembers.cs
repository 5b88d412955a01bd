using System.Text.Json;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>
/// The objects and arrays that are open around the token under the reader, and what becomes of their members: each is kept, replaced, or taken
/// out with one comma. Owned by one walk.
/// </summary>
internal sealed class JsonMembers(Edits edits)
{
    private readonly JsonFrame[] _frames = new JsonFrame[JsonWalk.MaxDepth];
    private readonly FoundPaths _paths = new();
    private int _depth;

    /// <summary>The value's own object, array or scalar has been read.</summary>
    internal bool IsDone { get; private set; }

    internal bool IsRoot => _depth == 0;

    /// <summary>The innermost that is open.</summary>
    internal ref JsonFrame Top => ref _frames[_depth - 1];

    internal void Reset()
    {
        _depth = 0;
        IsDone = false;
    }

    internal void Open(ref Utf8JsonReader reader, PathState state, FieldRule? inherited) => _frames[_depth++] = new()
    {
        State = state,
        Inherited = inherited,
        PreviousEnd = (int)reader.BytesConsumed,
        OpenRemoval = -1,
    };

    internal void Close(ref Utf8JsonReader reader)
    {
        _depth--;
        Keep(ref reader);
    }

    internal void Begin(int start)
    {
        ref var frame = ref Top;
        frame.MemberStart = start;
        if (frame.OpenRemoval >= 0)
            edits.MoveEnd(frame.OpenRemoval, start);
    }

    /// <summary>A member stays, changed or not.</summary>
    internal void Keep(ref Utf8JsonReader reader)
    {
        if (_depth == 0)
        {
            IsDone = true;
            return;
        }

        ref var frame = ref Top;
        frame.PreviousEnd = (int)reader.BytesConsumed;
        frame.AnyKept = true;
        frame.OpenRemoval = -1;
    }

    internal void Replace(ref Utf8JsonReader reader, FieldRule rule, int start, ReadOnlySpan<byte> with)
    {
        var replacement = edits.Scratch.Length;
        edits.Scratch.Append(with);
        edits.Replace(start, (int)reader.BytesConsumed, replacement);
        edits.Hit(rule);
        Keep(ref reader);
    }

    /// <summary>
    /// Takes a member out with one comma: the one before it where a kept member stands before, else the one after it,
    /// which is known when the next member begins.
    /// </summary>
    internal ProtectFault TakeOut(ref Utf8JsonReader reader, FieldRule rule)
    {
        if (_depth == 0)
            return new(FaultKind.TypeMismatch, rule.PathText);
        edits.Hit(rule);
        var end = (int)reader.BytesConsumed;
        ref var frame = ref Top;
        if (frame.AnyKept)
            edits.Remove(frame.PreviousEnd, end);
        else if (frame.OpenRemoval >= 0)
            edits.MoveEnd(frame.OpenRemoval, end);
        else
            frame.OpenRemoval = edits.Remove(frame.MemberStart, end);
        frame.PreviousEnd = end;
        return default;
    }

    /// <summary>Of the field that is being read, as it is written; of an element, that of its list.</summary>
    internal ReadOnlySpan<byte> Name(ReadOnlySpan<byte> value)
    {
        for (var i = _depth - 1; i >= 0; i--)
        {
            if (_frames[i].NameLength > 0)
                return value.Slice(_frames[i].NameStart, _frames[i].NameLength);
        }

        return [];
    }

    /// <summary>By the innermost name that is no data.</summary>
    internal string Path(ReadOnlySpan<byte> value)
    {
        for (var i = _depth - 1; i >= 0; i--)
        {
            if (_frames[i].NameLength > 0 && _paths.Of(value.Slice(_frames[i].NameStart, _frames[i].NameLength)) is { } path)
                return path;
        }

        return FieldPath.Whole;
    }
}
