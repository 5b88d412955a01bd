using Compliance.Rules.Compiled;

namespace Compliance.Protect.Schemas;

/// <summary>A registered schema, made ready to read values by: one type for each format that has schemas. Immutable; shared by all threads.</summary>
public abstract class ValueSchema(ValueFormats format)
{
    /// <summary>A single one; of an unusable schema none.</summary>
    public ValueFormats Format { get; } = format;

    /// <summary>Nobody can tell what it tags, so that nothing can be found by tags in its values.</summary>
    public virtual bool AreTagsUnclear => false;
}
