using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>What a policy says of values that can't be read in full, and of what no class declares.</summary>
/// <param name="UnknownSchema">What becomes of values whose schema nobody can tell.</param>
/// <param name="UnknownFields">What becomes of fields that a schema lacks.</param>
/// <param name="Undeclared">What becomes of sensitive data that no class declares; null: it passes unseen.</param>
internal sealed record DefaultsEntry(UnknownSchema UnknownSchema, UnknownFields UnknownFields, UndeclaredEntry? Undeclared = null)
{
    internal static readonly DefaultsEntry Strict = new(UnknownSchema.Reject, UnknownFields.Drop);
}
