using Compliance.Protect.Framing;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>In which format a value is read, with which schema; or why it can't be.</summary>
/// <param name="Format">A single one.</param>
/// <param name="Schema">Null where the format needs none.</param>
/// <param name="Fault">Not None: the others mean nothing.</param>
internal readonly record struct FormatChoice(ValueFormats Format, ValueSchema? Schema, FaultKind Fault)
{
    /// <summary>The schema is known, and can't be used: asking for it again changes nothing.</summary>
    internal bool IsUnusable => Schema is not null && Fault == FaultKind.SchemaUnknown;

    /// <summary>The frame tells; a value without a frame is in the first raw format that the plan expects.</summary>
    internal static FormatChoice Of(FieldPlan plan, in ValueFrame frame, SchemaCache? schemas) => Of(plan.Formats, plan.HasTags, frame, schemas);

    /// <param name="expected">Formats, of which it is one.</param>
    /// <param name="hasTags">The schema must tell of its tags.</param>
    /// <param name="frame">Of the value.</param>
    /// <param name="schemas">Those that are known.</param>
    internal static FormatChoice Of(ValueFormats expected, bool hasTags, in ValueFrame frame, SchemaCache? schemas)
    {
        switch (frame.Kind)
        {
            case FrameKind.None when (expected & ValueFormats.Raw) == 0:
                return new(default, null, FaultKind.Unframed);
            case FrameKind.None:
                return new(First(expected & ValueFormats.Raw), null, FaultKind.None);
            case FrameKind.Registered when (expected & ValueFormats.Framed) == ValueFormats.JsonSchema && !hasTags:
                // The id need not be known: JSON can be read without its schema.
                return new(ValueFormats.JsonSchema, null, FaultKind.None);
            case FrameKind.Registered when schemas?.Find(frame.Id) is { } schema:
                if (schema is UnusableSchema || (hasTags && schema.AreTagsUnclear))
                    return new(default, schema, FaultKind.SchemaUnknown);
                return (schema.Format & expected) != 0 ? new(schema.Format, schema, FaultKind.None) : new(default, null, FaultKind.OtherFormat);
            default:
                return new(default, null, FaultKind.SchemaUnknown);
        }
    }

    private static ValueFormats First(ValueFormats formats) => formats & (ValueFormats)(-(int)formats);
}
