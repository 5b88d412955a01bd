using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>What became of a record under a plan.</summary>
/// <param name="Record">As it passes; meaningless with a fault.</param>
/// <param name="Acted">The rules that changed or revealed something.</param>
/// <param name="Fault">Why the record must not pass; null: it passes.</param>
/// <param name="WithheldBy">The rule of rows that the record does not fit; null: it fits all.</param>
public sealed record ApplyResult(RecordParts Record, ImmutableArray<FieldRule> Acted, string? Fault, string? WithheldBy = null);
