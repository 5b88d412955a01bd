using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>JSON needs no schema to be read, so nothing is kept of it.</summary>
internal sealed class JsonSchema() : ValueSchema(ValueFormats.JsonSchema)
{
    internal static JsonSchema Instance { get; } = new();
}
