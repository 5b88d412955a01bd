using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>One line of a policy's purposes section: who may claim it, and which client ids state it. Immutable.</summary>
internal sealed record PurposeRule(string Name, PeopleSet People, ImmutableArray<NamePattern> ClientIds);
