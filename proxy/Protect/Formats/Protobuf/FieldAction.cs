using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>What a plan does to one field, or to a whole value. Immutable once compiled; shared by all threads.</summary>
/// <param name="Kind">Which of the others mean something.</param>
/// <param name="Field">Null: of the whole value.</param>
/// <param name="Rule">Who says so; null where nothing is counted for the field itself.</param>
internal sealed record FieldAction(ActionKind Kind, FieldType? Field, FieldRule? Rule)
{
    /// <summary>Of a scalar: the token that it was stored as.</summary>
    internal FieldRule? Stored { get; init; }

    /// <summary>Of a <c>google.protobuf.Any</c>.</summary>
    internal AnyPlan? Any { get; init; }

    /// <summary>Of a scalar: what is looked for inside it.</summary>
    internal DetectPlan? Detects { get; init; }

    /// <summary>Of the field that the value stands in; of a map's entry that of the map.</summary>
    internal byte[] Name { get; init; } = Field?.NameUtf8 ?? [];

    /// <summary>Of a message.</summary>
    internal MessagePlan? Message { get; init; }

    /// <summary>
    /// Which of its message's counters sees to it that it comes once; -1: it may come again. Readers make one message of several, with one
    /// list of their lists, and its elements would be counted otherwise here than there.
    /// </summary>
    internal int Once { get; init; } = -1;

    /// <summary>Of a map by key, of elements by index.</summary>
    internal MemberActions? Members { get; init; }
}
