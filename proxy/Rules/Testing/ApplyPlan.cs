using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>
/// The seam to whatever carries out plans: the tests of a policy run through the same engine as the records.
/// </summary>
/// <param name="plan">Not empty.</param>
/// <param name="record">On consume as it is stored.</param>
public delegate ApplyResult ApplyPlan(FieldPlan plan, RecordParts record);
