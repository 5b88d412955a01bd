using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>JSON needs no schema to be read, so nothing is kept of it but what it tags.</summary>
/// <param name="root">Null: that can't be told.</param>
internal sealed class JsonSchema(SchemaPlace? root) : ValueSchema(ValueFormats.JsonSchema)
{
    internal TaggedPlans? Tagged { get; } = root is null ? null : new(root);

    public override bool AreTagsUnclear => Tagged is null;
}
