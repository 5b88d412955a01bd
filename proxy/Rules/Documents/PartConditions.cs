using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>What must hold of one part of a record.</summary>
internal sealed record PartConditions(RecordPart Part, ConditionsEntry Conditions);
