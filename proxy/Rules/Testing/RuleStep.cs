using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>The plan of one step, and which of its rules acted.</summary>
internal sealed record RuleStep(FieldPlan Plan, ImmutableArray<FieldRule> Acted);
