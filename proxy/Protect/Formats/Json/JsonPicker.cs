using System.Collections.Immutable;
using System.Text.Json;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Formats.Json;

/// <summary>
/// Finds what stands at a few single places of a JSON value, and passes over what no path leads into. Of each path it is known how many of its
/// steps led here; a member or element that the next step takes is one more. Owned by one reader.
/// </summary>
internal sealed class JsonPicker
{
    // Per open object or array: the index of the next element, of an array.
    private readonly int[] _index = new int[JsonWalk.MaxDepth];
    private int[] _taken = [];

    /// <summary>False: it is no JSON, and nothing is clear of it.</summary>
    internal bool TryRead(ReadOnlySpan<byte> value, ImmutableArray<FieldPath> paths, Picks picks)
    {
        try
        {
            Read(value, paths, picks);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's own message may quote the value, so it ends here. The second: half a surrogate pair makes no text.
            picks.Spoil();
            return false;
        }
    }

    /// <exception cref="JsonException">It is no JSON; what was found before stays.</exception>
    /// <exception cref="InvalidOperationException">What stands at a place is no text: half a surrogate pair.</exception>
    internal void Read(ReadOnlySpan<byte> value, ImmutableArray<FieldPath> paths, Picks picks)
    {
        if (_taken.Length < paths.Length)
            _taken = new int[paths.Length];
        _taken.AsSpan().Clear();
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = JsonWalk.MaxDepth });
        var depth = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    continue;
                case JsonTokenType.PropertyName:
                    if (!TakeMember(ref reader, paths, depth))
                    {
                        reader.Skip();
                        continue;
                    }

                    reader.Read();
                    break;
                default:
                    // An element of an array; the value itself is neither, and no path ends there.
                    if (depth > 0 && !TakeElement(_index[depth - 1]++, paths, depth))
                    {
                        reader.Skip();
                        continue;
                    }

                    break;
            }

            Look(ref reader, paths, depth, picks);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                _index[depth++] = 0;
        }
    }

    private bool TakeMember(ref Utf8JsonReader reader, ImmutableArray<FieldPath> paths, int depth)
    {
        var any = false;
        for (var i = 0; i < paths.Length; i++)
        {
            if (NextStep(i, paths, depth) is { IsMember: true } step && reader.ValueTextEquals(step.Names[0]))
                any |= ++_taken[i] > 0;
        }

        return any;
    }

    private bool TakeElement(int index, ImmutableArray<FieldPath> paths, int depth)
    {
        var any = false;
        for (var i = 0; i < paths.Length; i++)
        {
            if (NextStep(i, paths, depth) is { IsMember: false } step && step.Index == index)
                any |= ++_taken[i] > 0;
        }

        return any;
    }

    /// <summary>Null: the path did not lead into this object or array, or is at its end.</summary>
    private PathSegment? NextStep(int path, ImmutableArray<FieldPath> paths, int depth)
    {
        // What a member before this one has led to is left again.
        _taken[path] = Math.Min(_taken[path], depth - 1);
        return _taken[path] == depth - 1 && depth <= paths[path].Segments.Length ? paths[path].Segments[depth - 1] : null;
    }

    private void Look(ref Utf8JsonReader reader, ImmutableArray<FieldPath> paths, int depth, Picks picks)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            if (_taken[i] != depth || paths[i].Segments.Length != depth)
                continue;
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
            {
                picks.Found(i, KindOf(reader.TokenType));
                continue;
            }

            var room = picks.Reserve(reader.ValueSpan.Length);
            if (reader.TokenType == JsonTokenType.Number)
                reader.ValueSpan.CopyTo(room);
            picks.Found(i, KindOf(reader.TokenType), room.Length, reader.TokenType == JsonTokenType.Number ? room.Length : reader.CopyString(room));
        }
    }

    private static FactKind KindOf(JsonTokenType type) => type switch
    {
        JsonTokenType.String => FactKind.Text,
        JsonTokenType.Number => FactKind.Number,
        JsonTokenType.True => FactKind.True,
        JsonTokenType.False => FactKind.False,
        JsonTokenType.Null => FactKind.Null,
        _ => FactKind.Structure,
    };
}
