using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <param name="Name">What it is called.</param>
/// <param name="Basis">On what ground.</param>
/// <param name="People">Who may claim it.</param>
/// <param name="ClientIds">Patterns: a request of such a client id states it.</param>
internal sealed record PurposeEntry(Text Name, Text? Basis, ImmutableArray<Text> People, ImmutableArray<Text> ClientIds);
