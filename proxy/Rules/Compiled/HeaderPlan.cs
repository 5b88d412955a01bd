namespace Compliance.Rules.Compiled;

/// <summary>What happens to the headers of one name; a record may have several.</summary>
/// <param name="Name">In UTF-8, as records hold it.</param>
/// <param name="Plan">Its rules are about each of them alone.</param>
public sealed record HeaderPlan(ReadOnlyMemory<byte> Name, FieldPlan Plan);
