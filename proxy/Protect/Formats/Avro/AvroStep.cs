using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// One type of a schema where the paths of a plan stand in one state: what is done there, worked out once. Filled by its
/// <see cref="AvroPlan"/> before anybody else sees it; shared by all threads.
/// </summary>
internal sealed class AvroStep(AvroType type, PathState state, FieldRule? rule)
{
    internal AvroType Type { get; } = type;
    internal PathState State { get; } = state;

    /// <summary>What acts on the value itself, or on each value below; null: nothing.</summary>
    internal FieldRule? Rule { get; } = rule;

    /// <summary>What acts on all below, by the shape that a path has met or the object it ended on.</summary>
    internal FieldRule? Inherited { get; init; }

    /// <summary>The token that a scalar was stored as, to be turned back first.</summary>
    internal FieldRule? Stored { get; init; }

    /// <summary>What is looked for inside a text or number.</summary>
    internal DetectPlan? Detects { get; init; }

    internal AvroAction Action { get; set; }

    /// <summary>Of a record: its fields; of a union: its branches.</summary>
    internal AvroStep[] Parts { get; set; } = [];

    /// <summary>Of an array or map: for members and elements that no path names.</summary>
    internal AvroStep? Others { get; set; }

    /// <summary>Which branch of the union is null; -1: none.</summary>
    internal int NullBranch { get; } = type.NullBranch;

    internal Technique? Technique => Rule?.Treatment.Technique;
}
