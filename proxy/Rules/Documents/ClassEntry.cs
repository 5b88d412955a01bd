using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <param name="Name">Name of the class.</param>
/// <param name="Rules">The clauses that it falls under, such as "PCI 3.4.1".</param>
/// <param name="Finds">Where it is found.</param>
internal sealed record ClassEntry(Text Name, ImmutableArray<Text> Rules, ImmutableArray<FindEntry> Finds);
