using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>What a policy says of values that can't be read in full.</summary>
internal sealed record DefaultsEntry(UnknownSchema UnknownSchema, UnknownFields UnknownFields)
{
    internal static readonly DefaultsEntry Strict = new(UnknownSchema.Reject, UnknownFields.Drop);
}
