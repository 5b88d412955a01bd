using Compliance.Rules.Compiled;

namespace Compliance.Rules.Declared;

/// <summary>A rule at one of the places of its class, alone.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Place">Of what it does.</param>
/// <param name="Plan">That rule at that path, and nothing else.</param>
public sealed record DeclaredUse(string RuleId, Place Place, FieldPlan Plan);
