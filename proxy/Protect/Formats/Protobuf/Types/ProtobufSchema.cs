using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>The messages of one .proto file, those it imports at hand behind their fields. Immutable; shared by all threads.</summary>
internal sealed class ProtobufSchema(IReadOnlyList<MessageType> messages) : ValueSchema(ValueFormats.Protobuf)
{
    /// <summary>The messages that the file itself has, outermost first.</summary>
    internal IReadOnlyList<MessageType> Messages => messages;

    /// <summary>The indexes that lead to a message of the file; null: they lead nowhere that all clients agree on, or it has none of that name.</summary>
    /// <param name="name">With its package or without; null: the file's first.</param>
    internal int[]? IndexesOf(string? name)
    {
        var indexes = name is null ? [0] : Search(messages, name, []);
        return indexes is not null && Find(indexes) is not null ? indexes : null;
    }

    private static int[]? Search(IReadOnlyList<MessageType> level, string name, int[] above)
    {
        for (var i = 0; i < level.Count; i++)
        {
            if (!level[i].IsMapEntry && level[i].Name.EndsWith($".{name}", StringComparison.Ordinal))
                return [.. above, i];
            if (Search(level[i].Nested, name, [.. above, i]) is { } below)
                return below;
        }

        return null;
    }

    /// <summary>
    /// The message that indexes lead to: of the file's messages, then of those nested in it, and so on. Clients do not agree whether the
    /// entries of maps count among the nested ones; where that makes a difference nobody can know what was meant.
    /// </summary>
    /// <returns>Null: there is none, or there are two.</returns>
    internal MessageType? Find(ReadOnlySpan<int> indexes)
    {
        var counted = Find(indexes, countsEntries: true);
        var uncounted = Find(indexes, countsEntries: false);
        return counted is null || uncounted is null || counted == uncounted ? counted ?? uncounted : null;
    }

    private MessageType? Find(ReadOnlySpan<int> indexes, bool countsEntries)
    {
        var level = messages;
        MessageType? found = null;
        foreach (var index in indexes)
        {
            found = At(level, index, countsEntries);
            if (found is null)
                return null;
            level = found.Nested;
        }

        return found is { IsMapEntry: true } ? null : found;
    }

    private static MessageType? At(IReadOnlyList<MessageType> level, int index, bool countsEntries)
    {
        for (var i = 0; i < level.Count; i++)
        {
            if (level[i].IsMapEntry && !countsEntries)
                continue;
            if (index-- == 0)
                return level[i];
        }

        return null;
    }
}
