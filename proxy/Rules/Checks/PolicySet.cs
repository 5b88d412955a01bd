using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>All files that are loaded together, and the instant they are looked at; null: whether something has expired is not asked.</summary>
internal sealed record PolicySet(ImmutableArray<PolicyDocument> Documents, DateTimeOffset? Now);
