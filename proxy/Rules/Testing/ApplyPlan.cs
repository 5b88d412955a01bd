using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>
/// The seam to whatever carries out plans: the tests of a policy run through the same engine as the records.
/// </summary>
/// <param name="plan">Not empty.</param>
/// <param name="json">One JSON value: what the record's value means, in whatever format it is written.</param>
/// <param name="avroSchema">The schema by which it is written; null: it is not in Avro.</param>
public delegate ApplyResult ApplyPlan(FieldPlan plan, ReadOnlyMemory<byte> json, string? avroSchema);
